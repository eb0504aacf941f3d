package dev.postcar.internal.report;

import dev.postcar.Event;
import dev.postcar.MigrationId;
import dev.postcar.internal.sql.PasswordLiteral;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.Map;

/** Events as JSON, one in a line: its kind as {@code event}, then its fields. */
final class EventJson {

  private EventJson() {}

  /** The line, without its end. */
  static String line(Event event) {
    Map<String, Object> fields = new LinkedHashMap<>();
    String kind = event.getClass().getSimpleName();
    fields.put("event", Character.toLowerCase(kind.charAt(0)) + kind.substring(1));
    for (RecordComponent component : event.getClass().getRecordComponents()) {
      try {
        fields.put(component.getName(), shown(component.getAccessor().invoke(event)));
      } catch (IllegalAccessException | InvocationTargetException e) {
        throw new IllegalStateException(kind + "." + component.getName(), e);
      }
    }
    return Json.line(fields);
  }

  private static Object shown(Object value) {
    if (value instanceof String text) {
      return PasswordLiteral.hide(text, null);
    }
    return value instanceof MigrationId id ? id.toString() : value;
  }
}

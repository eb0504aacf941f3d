package dev.postcar.internal.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import dev.postcar.MigrationState;
import dev.postcar.internal.sql.PasswordLiteral;
import dev.postcar.result.FleetResult;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Results as JSON: a record is an object with its components, {@code packageName} becomes {@code
 * package}, a time is ISO 8601, an enum its lower-case name; lists that few results have, such as
 * {@code views} and {@code notices}, are left out where there are none.
 */
public final class Json {

  private static final Set<String> LEFT_OUT =
      Set.of("views", "notices", "creationTimes", "unreadable", "drops", "columns");

  private Json() {}

  /**
   * Writes one document.
   *
   * @param value a record, map, list, text, number, boolean, enum or null
   * @return the document, without a line feed at the end
   */
  public static String document(Object value) {
    return text(value, true);
  }

  /** The same in one line. */
  static String line(Object value) {
    return text(value, false);
  }

  private static String text(Object value, boolean pretty) {
    StringWriter out = new StringWriter();
    try (JsonGenerator generator = new JsonFactory().createGenerator(out)) {
      if (pretty) {
        generator.setPrettyPrinter(new DefaultPrettyPrinter());
      }
      write(generator, value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String text = out.toString();
    StringBuilder document = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      // Azure Pipelines and TeamCity look for ## anywhere in a line. It is only in texts.
      boolean command = c == '#' && i > 0 && text.charAt(i - 1) == '#';
      document.append(command || AnsiStyle.drives(c) ? "\\u%04x".formatted((int) c) : c);
    }
    return document.toString();
  }

  private static void write(JsonGenerator out, Object value) throws IOException {
    if (value == null) {
      out.writeNull();
    } else if (value instanceof Record row) {
      writeRecord(out, row);
    } else if (value instanceof Map<?, ?> map) {
      out.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        out.writeFieldName(PasswordLiteral.masked(entry.getKey().toString()));
        write(out, entry.getValue());
      }
      out.writeEndObject();
    } else if (value instanceof Iterable<?> list) {
      out.writeStartArray();
      for (Object element : list) {
        write(out, element);
      }
      out.writeEndArray();
    } else if (value instanceof BigInteger number) {
      out.writeNumber(number);
    } else if (value instanceof Integer || value instanceof Long) {
      out.writeNumber(((Number) value).longValue());
    } else if (value instanceof Boolean flag) {
      out.writeBoolean(flag);
    } else if (value instanceof MigrationState state) {
      out.writeString(state.text());
    } else if (value instanceof FleetResult.State state) {
      out.writeString(state.text());
    } else if (value instanceof Enum<?> constant) {
      out.writeString(constant.name().toLowerCase(Locale.ROOT));
    } else {
      // Before it is escaped: what a mask leaves of an escaped text may be no JSON.
      out.writeString(PasswordLiteral.masked(value.toString()));
    }
  }

  private static void writeRecord(JsonGenerator out, Record row) throws IOException {
    out.writeStartObject();
    for (RecordComponent component : row.getClass().getRecordComponents()) {
      String name = component.getName();
      try {
        Object value = component.getAccessor().invoke(row);
        if (LEFT_OUT.contains(name) && value instanceof List<?> list && list.isEmpty()) {
          continue;
        }
        out.writeFieldName(name.equals("packageName") ? "package" : name);
        write(out, value);
      } catch (IllegalAccessException | InvocationTargetException e) {
        throw new IllegalStateException(row.getClass() + "." + name, e);
      }
    }
    out.writeEndObject();
  }
}

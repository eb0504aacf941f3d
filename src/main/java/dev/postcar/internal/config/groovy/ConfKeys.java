package dev.postcar.internal.config.groovy;

import dev.postcar.PostcarException;
import dev.postcar.internal.config.FoundValue;
import dev.postcar.internal.config.Setting;
import dev.postcar.internal.config.TargetLine;
import dev.postcar.internal.config.Values;
import dev.postcar.internal.config.Variables;
import dev.postcar.internal.sql.EditDistance;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The values that a conf script has set, as settings: unknown keys and wrong types are refused. */
final class ConfKeys {

  private static final Map<String, Setting> SETTINGS = new TreeMap<>();

  static {
    for (Setting setting : Setting.values()) {
      if (setting.key() != null) {
        SETTINGS.put(setting.key(), setting);
      }
    }
  }

  private final String script;
  private final Map<String, Integer> lines;
  private final Predicate<Object> torn;
  private final Map<Setting, FoundValue> found = new EnumMap<>(Setting.class);

  /**
   * The keys of one script.
   *
   * @param lines in which line each key stands, as far as is known
   * @param torn whether a value is a text with null or a block in it
   */
  ConfKeys(String script, Map<String, Integer> lines, Predicate<Object> torn) {
    this.script = script;
    this.lines = lines;
    this.torn = torn;
  }

  /**
   * Reads the values.
   *
   * @throws PostcarException.Configuration at the first unknown key or wrong type
   */
  Map<Setting, FoundValue> read(Map<?, ?> values) {
    readBlock("", values);
    return found;
  }

  private void readBlock(String prefix, Map<?, ?> values) {
    for (Map.Entry<?, ?> entry : values.entrySet()) {
      read(prefix + entry.getKey(), entry.getValue());
    }
  }

  private void read(String key, Object value) {
    if (value instanceof Map<?, ?> map && map.isEmpty() && !lines.containsKey(key)) {
      // ConfigSlurper leaves an empty block where a script only reads an undefined name.
      return;
    }
    requireKnown(key);
    if (SETTINGS.containsKey(key)) {
      put(key, SETTINGS.get(key), value);
    } else if (value instanceof Map<?, ?> map) {
      readBlock(key + ".", map);
    } else if (value != null) {
      throw wrong(key, "is a block: " + key + " { ... }, not " + kind(value));
    }
  }

  /** Refuses a key that is neither a setting's nor the name of a block of settings. */
  void requireKnown(String key) {
    if (key.endsWith(ScriptOutline.CALLED)) {
      String hook = key.substring(0, key.length() - ScriptOutline.CALLED.length());
      throw wrong(key, "is called instead of assigned; write " + hook + " = { ... }");
    }
    if (!isKnown(key)) {
      String nearest = EditDistance.ofSetting(key, names());
      throw new PostcarException.Configuration(
          place(key) + ": unknown key " + key + "; the nearest known key is " + nearest + ".");
    }
  }

  /** Returns whether what a key has is a closure. */
  static boolean isHook(String key) {
    return SETTINGS.containsKey(key) && SETTINGS.get(key).type() == Setting.Type.HOOK;
  }

  private static boolean isKnown(String key) {
    for (String known : SETTINGS.keySet()) {
      if (known.equals(key) || known.startsWith(key + ".") || isOfTarget(key)) {
        return true;
      }
    }
    return false;
  }

  /** Targets have names that people choose. */
  static boolean isOfTarget(String key) {
    return key.startsWith(Setting.FLEET_TARGETS.key() + ".");
  }

  /** All keys, and the blocks that they stand in. */
  private static List<String> names() {
    return SETTINGS.keySet().stream()
        .flatMap(key -> Stream.of(key, key.replaceFirst("\\..*", "")))
        .distinct()
        .sorted()
        .toList();
  }

  private void put(String key, Setting setting, Object value) {
    if (value instanceof Hook hook && setting.type() == Setting.Type.HOOK) {
      found.put(setting, new FoundValue(List.of("closure"), place(key), hook));
      return;
    }
    List<String> texts = value == null ? List.of() : texts(key, setting, value);
    if (!texts.isEmpty()) {
      Variables.put(found, setting, new FoundValue(texts, place(key)));
    }
  }

  private List<String> texts(String key, Setting setting, Object value) {
    if (setting.type() == Setting.Type.TARGETS && value instanceof Map<?, ?> targets) {
      return targets.entrySet().stream()
          .map(target -> targetLine(key, target.getKey(), target.getValue()))
          .toList();
    }
    if (setting.isList() && value instanceof CharSequence text) {
      return Values.split(text.toString());
    }
    if (setting.isList() && value instanceof Object[] array) {
      return texts(key, setting, Arrays.asList(array));
    }
    if (setting.isList() && value instanceof Collection<?> items) {
      List<String> texts = new ArrayList<>();
      for (Object item : items) {
        String text = item == null ? "" : text(key, setting, item);
        if (!text.isBlank()) {
          texts.add(text);
        }
      }
      return texts;
    }
    return List.of(text(key, setting, value));
  }

  private String targetLine(String key, Object name, Object target) {
    Collection<?> parts = target instanceof Map<?, ?> map ? map.values() : List.of(target);
    for (Object part : parts) {
      if (!(part instanceof CharSequence) || torn.test(part)) {
        throw wrong(key + "." + name, "must be text or a map of url, schema and group");
      }
    }
    return TargetLine.line(name, target);
  }

  private String text(String key, Setting setting, Object value) {
    if (torn.test(value)) {
      throw wrong(key, "contains an undefined or null value in its string");
    }
    if (value instanceof CharSequence && setting.type() != Setting.Type.HOOK) {
      return value.toString();
    }
    boolean fits =
        switch (setting.type()) {
          case INT, PORT -> value instanceof Integer || value instanceof Long;
          case BOOLEAN -> value instanceof Boolean;
          case DURATION -> value instanceof Duration;
          case PATH, PATHS -> value instanceof Path || value instanceof File;
          default -> false;
        };
    if (!fits) {
      throw wrong(key, "must be " + Values.describe(setting) + ", not " + kind(value));
    }
    return value instanceof Duration duration ? Values.format(duration) : value.toString();
  }

  /** What a wrong value is, without the value: it may be a secret in the wrong place. */
  private static String kind(Object value) {
    if (value instanceof Map<?, ?> map) {
      return map.isEmpty() ? "an empty block or an undefined name" : "a block or map";
    }
    if (value instanceof Collection<?> || value instanceof Object[]) {
      return "a list";
    }
    if (value instanceof CharSequence) {
      return "text";
    }
    if (value instanceof Number) {
      return value instanceof Integer || value instanceof Long ? "a number" : "a decimal number";
    }
    if (value instanceof Hook) {
      return "a closure";
    }
    return value instanceof Boolean ? "a boolean" : "a " + value.getClass().getSimpleName();
  }

  private String place(String key) {
    Integer line = lines.get(key);
    return line == null ? script : script + ":" + line;
  }

  private PostcarException.Configuration wrong(String key, String what) {
    return new PostcarException.Configuration(place(key) + ": " + key + " " + what + ".");
  }
}

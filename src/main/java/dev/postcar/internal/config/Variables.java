package dev.postcar.internal.config;

import dev.postcar.PostcarException;
import dev.postcar.internal.sql.EditDistance;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Flags and {@code POSTCAR_*} variables, each of which stands for one setting. */
public final class Variables {

  private static final String PREFIX = "POSTCAR_";
  private static final String DATABASE_URL = "DATABASE_URL";

  private Variables() {}

  static Layer flags(Map<Setting, List<String>> flags) {
    Map<Setting, FoundValue> found = new EnumMap<>(Setting.class);
    flags.forEach(
        (setting, texts) -> {
          String origin =
              setting.longFlag() == null ? "command line" : "flag " + setting.longFlag();
          List<String> parts =
              setting.isList()
                  ? texts.stream().flatMap(text -> Values.split(text).stream()).toList()
                  : texts;
          refuseEmpty(setting, parts, origin);
          if (!parts.isEmpty()) {
            put(found, setting, new FoundValue(parts, origin));
          }
        });
    return new Layer(found, Map.of());
  }

  /** An unset shell variable in a flag must not lead to whatever database lies below. */
  private static void refuseEmpty(Setting setting, List<String> parts, String origin) {
    boolean says =
        switch (setting) {
          case URL, HOST, DBNAME, ENV -> true;
          default -> false;
        };
    if (says && parts.size() > 0 && parts.get(parts.size() - 1).isBlank()) {
      throw new PostcarException.Configuration(
          origin + ": the value is empty; add one, or omit the flag.");
    }
  }

  /** The variables; an empty one counts as not set. */
  static Layer layer(Map<String, String> variables, String place, List<String> warnings) {
    Map<Setting, FoundValue> found = new EnumMap<>(Setting.class);
    String databaseUrl = variables.getOrDefault(DATABASE_URL, "");
    if (!databaseUrl.isBlank()) {
      found.put(Setting.URL, FoundValue.text(databaseUrl, place + DATABASE_URL));
    }
    for (Setting setting : Setting.values()) {
      boolean readable = setting.type() != Setting.Type.HOOK;
      String text = readable ? variables.getOrDefault(setting.environment(), "") : "";
      if (!text.isBlank()) {
        List<String> parts = setting.isList() ? Values.split(setting, text) : List.of(text);
        if (!parts.isEmpty()) {
          found.put(setting, new FoundValue(parts, place + setting.environment()));
        }
      }
    }
    warnOfMisspelt(variables, place, warnings);
    return new Layer(found, Map.of());
  }

  /** An empty text is no value, but for a name, where it is a wrong one. */
  public static void put(Map<Setting, FoundValue> found, Setting setting, FoundValue value) {
    boolean textual =
        switch (setting.type()) {
          case TEXT, SECRET, URL, PATH -> true;
          default -> false;
        };
    if (!(textual && value.text().isEmpty())) {
      found.put(setting, value);
    }
  }

  private static void warnOfMisspelt(
      Map<String, String> variables, String place, List<String> warnings) {
    List<String> known = Arrays.stream(Setting.values()).map(Setting::environment).toList();
    for (String name : variables.keySet()) {
      if (name.startsWith(PREFIX) && !known.contains(name)) {
        String nearest = EditDistance.ofSetting(name, known);
        if (EditDistance.distance(name, nearest) <= 2) {
          warnings.add(place + name + " is not known; did you mean " + nearest + "?");
        }
      }
    }
  }
}

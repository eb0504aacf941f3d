package dev.postcar.internal.config;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Everything that one place says.
 *
 * @param settings by setting; one that is not set is absent
 * @param parameters of the connection that are no settings of their own, by the driver's name for
 *     them; in addition to {@code service}, {@code servicefile} and {@code passfile}
 */
record Layer(Map<Setting, FoundValue> settings, Map<String, FoundValue> parameters) {

  private static final Set<String> FILES =
      Set.of(
          "sslrootcert",
          "sslcert",
          "sslkey",
          ConnectionParameters.PASSWORD_FILE,
          ConnectionParameters.SERVICE_FILE);

  static Layer empty() {
    return new Layer(new EnumMap<>(Setting.class), new LinkedHashMap<>());
  }

  static Layer of(Map<Setting, FoundValue> settings) {
    return new Layer(settings, Map.of());
  }

  /** This layer, and under it another: part by part, what this one does not say. */
  Layer over(Layer lower) {
    Layer both = empty();
    both.settings.putAll(lower.settings);
    both.settings.putAll(settings);
    both.parameters.putAll(lower.parameters);
    both.parameters.putAll(parameters);
    return both;
  }

  /** This layer without some of its settings, and without any parameters of a connection. */
  Layer without(Set<Setting> hidden) {
    Map<Setting, FoundValue> kept = new EnumMap<>(Setting.class);
    kept.putAll(settings);
    kept.keySet().removeAll(hidden);
    return Layer.of(kept);
  }

  /** This layer with relative paths resolved; of those whose origin begins with that place. */
  Layer under(Path directory, String place) {
    Layer resolved = empty().over(this);
    resolved.settings.replaceAll(
        (setting, found) ->
            // The script was found from the working directory.
            setting != Setting.CONF
                    && (setting.type() == Setting.Type.PATH || setting.type() == Setting.Type.PATHS)
                    && found.origin().startsWith(place)
                ? new FoundValue(
                    found.texts().stream().map(text -> absolute(directory, text)).toList(),
                    found.origin())
                : found);
    resolved.parameters.replaceAll(
        (name, found) ->
            FILES.contains(name) && found.origin().startsWith(place)
                ? FoundValue.text(absolute(directory, found.text()), found.origin())
                : found);
    return resolved;
  }

  private static String absolute(Path directory, String text) {
    return text.isBlank() || text.equals("system") ? text : directory.resolve(text).toString();
  }

  /** This layer with its URL, if it has one, taken apart: its other settings beat the URL's. */
  Layer withUrlParts() {
    FoundValue url = settings.get(Setting.URL);
    if (url == null) {
      return this;
    }
    ConnectionUrl parsed = ConnectionUrl.parse(url.text(), url.origin());
    Layer masked = Layer.of(Map.of(Setting.URL, FoundValue.text(parsed.masked(), url.origin())));
    return masked.over(this).over(parsed.layer(url.origin()));
  }
}

package dev.postcar.internal.config;

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

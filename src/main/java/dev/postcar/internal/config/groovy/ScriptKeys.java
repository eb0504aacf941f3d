package dev.postcar.internal.config.groovy;

import dev.postcar.PostcarException;
import dev.postcar.internal.config.FoundValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What a conf script declares: keys with their lines, and environments.
 *
 * @param lines by environment, the empty text for none; then by key
 * @param environments their names, in order
 * @param dynamic whether there may be environments that only running it shows
 */
record ScriptKeys(
    Map<String, Map<String, Integer>> lines, Set<String> environments, boolean dynamic) {

  /**
   * Refuses an environment that is not there, then the first unknown key, before anything runs.
   *
   * @param environment may be null
   */
  void require(String name, FoundValue environment) {
    if (environment != null && !dynamic && !environments.contains(environment.text())) {
      throw new PostcarException.Configuration(
          "%s: %s has no environment %s; it has %s."
              .formatted(
                  environment.origin(),
                  name,
                  environment.text(),
                  environments.isEmpty() ? "none" : String.join(", ", environments)));
    }
    Map<String, Integer> all = in(null);
    ConfKeys keys = new ConfKeys(name, all, Interpolated.TORN);
    for (String key : all.keySet()) {
      keys.requireKnown(key);
    }
  }

  /** The lines outside any environment and those of one, or of all for null. */
  Map<String, Integer> in(String environment) {
    Map<String, Integer> chosen = new LinkedHashMap<>();
    for (Map.Entry<String, Map<String, Integer>> entry : lines.entrySet()) {
      String declared = entry.getKey();
      if (environment == null || declared.isEmpty() || declared.equals(environment)) {
        chosen.putAll(entry.getValue());
      }
    }
    return chosen;
  }
}

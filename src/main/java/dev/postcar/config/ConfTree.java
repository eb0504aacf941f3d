package dev.postcar.config;

import dev.postcar.PostcarException;
import java.util.List;
import java.util.Map;

/**
 * A conf script that is simple enough to be run without Groovy.
 *
 * @param keys what it declares
 * @param body its statements
 */
record ConfTree(ScriptKeys keys, List<ConfNode> body) {

  /**
   * Runs it.
   *
   * @param name of the script
   * @param environment may be null
   * @throws PostcarException.Configuration if it sets what it may not
   * @throws OddValue if Groovy has to run it
   */
  Map<Setting, Found> read(String name, Found environment) throws OddValue {
    String chosen = environment == null ? "" : environment.text();
    keys.require(name, environment);
    Map<String, Object> values = ConfEvaluator.run(body, chosen);
    return new ConfKeys(name, keys.in(chosen), Interpolated.TORN).read(values);
  }
}

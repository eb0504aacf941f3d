package dev.postcar.internal.config.groovy;

import dev.postcar.PostcarException;
import dev.postcar.internal.config.FoundValue;
import dev.postcar.internal.config.Setting;
import java.util.List;
import java.util.Map;

/** A conf script that is simple enough to be run without Groovy. */
public record ConfTree(ScriptKeys keys, List<ConfNode> body) {

  /**
   * Runs it.
   *
   * @param environment may be null
   * @throws PostcarException.Configuration if it sets what it may not
   * @throws OddValue if Groovy has to run it
   */
  Map<Setting, FoundValue> read(String name, FoundValue environment) throws OddValue {
    String chosen = environment == null ? "" : environment.text();
    keys.require(name, environment);
    Map<String, Object> values = ConfEvaluator.run(body, chosen);
    return new ConfKeys(name, keys.in(chosen), Interpolated.TORN).read(values);
  }
}

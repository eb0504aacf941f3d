package dev.postcar.internal.config.groovy;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs a simple conf script as Groovy's ConfigSlurper would, oddities included. */
public final class ConfEvaluator {

  /** What a block makes, in contrast to a map that the script gives. */
  private static final class Config extends LinkedHashMap<String, Object> {
    private static final long serialVersionUID = 1;
  }

  /**
   * A block that is running.
   *
   * @param config what it has set
   * @param scope the same, and what the blocks around it had set when it began
   * @param overrides where its environments go: outside all blocks, what is merged last
   */
  private record Frame(Config config, Map<String, Object> scope, Config overrides) {
    Frame enter(Config inner) {
      return new Frame(inner, new HashMap<>(scope), inner);
    }

    void set(String name, Object value) {
      config.put(name, value);
      scope.put(name, value);
    }

    /** A name that has nothing is made a block by reading it. */
    Object get(String name) {
      if (ConfExpression.truth(config.get(name))) {
        return config.get(name);
      }
      if (ConfExpression.truth(scope.get(name))) {
        return scope.get(name);
      }
      Config made = new Config();
      set(name, made);
      return made;
    }
  }

  private final String environment;

  private ConfEvaluator(String environment) {
    this.environment = environment;
  }

  /**
   * Runs statements whose keys are all known.
   *
   * @param environment the block of {@code environments { }} to use; empty for none
   * @throws OddValue if Groovy has to run them
   */
  static Map<String, Object> run(List<ConfNode> body, String environment) throws OddValue {
    Frame root = new Frame(new Config(), new HashMap<>(), new Config());
    new ConfEvaluator(environment).run(body, root);
    merge(root.config(), root.overrides());
    return root.config();
  }

  private void run(List<ConfNode> body, Frame frame) throws OddValue {
    for (ConfNode node : body) {
      if (node instanceof ConfNode.Assignment assignment) {
        assign(assignment, frame);
      } else if (node instanceof ConfNode.Block block) {
        Config config =
            frame.config().get(block.name()) instanceof Config known ? known : new Config();
        frame.set(block.name(), config);
        run(block.body(), frame.enter(config));
      } else if (node instanceof ConfNode.Environments environments) {
        choose(environments, frame);
      }
    }
  }

  private static void assign(ConfNode.Assignment assignment, Frame frame) throws OddValue {
    Object value = assignment.value().value();
    if (assignment.block() == null) {
      frame.set(assignment.key(), value);
    } else if (frame.get(assignment.block()) instanceof Map<?, ?> block) {
      put(block, assignment.key(), value);
    } else {
      throw new OddValue();
    }
  }

  /** Of an environment that is there twice in one block, the last one counts. */
  private void choose(ConfNode.Environments environments, Frame frame) throws OddValue {
    Config chosen = null;
    for (ConfNode.Block choice : environments.choices()) {
      if (choice.name().equals(environment)) {
        chosen = new Config();
        run(choice.body(), frame.enter(chosen));
      }
    }
    if (chosen != null) {
      merge(frame.overrides(), chosen);
    }
  }

  private static void merge(Map<?, ?> config, Map<?, ?> other) {
    for (Map.Entry<?, ?> entry : other.entrySet()) {
      if (config.get(entry.getKey()) instanceof Map<?, ?> block
          && !block.isEmpty()
          && entry.getValue() instanceof Map<?, ?> map) {
        merge(block, map);
      } else {
        put(config, entry.getKey(), entry.getValue());
      }
    }
  }

  /** Every map here is made by {@link ConfExpression} or by this class. */
  @SuppressWarnings("unchecked")
  private static void put(Map<?, ?> map, Object key, Object value) {
    ((Map<Object, Object>) map).put(key, value);
  }
}

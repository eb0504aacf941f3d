package dev.postcar.internal.config.groovy;

import java.util.List;

/** A statement of a simple conf script. */
sealed interface ConfNode {

  /**
   * Sets {@code key}, or {@code block.key}.
   *
   * @param block null if there is none
   */
  record Assignment(String block, String key, ConfExpression value) implements ConfNode {}

  /** {@code name { ... }}. */
  record Block(String name, List<ConfNode> body) implements ConfNode {}

  /** {@code environments { ... }}. */
  record Environments(List<Block> choices) implements ConfNode {}
}

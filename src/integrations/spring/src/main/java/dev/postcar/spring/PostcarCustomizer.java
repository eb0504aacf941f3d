package dev.postcar.spring;

import dev.postcar.Postcar;

/** A bean that configures postcar beyond the properties, before it is used. */
@FunctionalInterface
public interface PostcarCustomizer {

  /**
   * Configures it; customizers are called in the order of their {@code @Order}.
   *
   * @param postcar configured from the properties; not null
   */
  void customize(Postcar postcar);
}

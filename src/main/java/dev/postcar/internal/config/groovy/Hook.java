package dev.postcar.internal.config.groovy;

/** A closure of the conf script, without Groovy. */
@FunctionalInterface
public interface Hook {

  /**
   * Calls it.
   *
   * @param arguments as many of them are given as it has parameters
   */
  void call(Object... arguments) throws Exception;
}

package dev.postcar.internal.config.groovy;

/** A closure of the conf script, without Groovy. */
@FunctionalInterface
public interface Hook {

  /**
   * Calls it.
   *
   * @param arguments as many of them are given as it has parameters
   * @return what it returns; null for nothing
   */
  Object call(Object... arguments) throws Exception;
}

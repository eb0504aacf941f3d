package dev.postcar.cli;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** One command: how it is called, and what it does. */
interface Command {

  /**
   * How it may be called.
   *
   * @return its name, then its aliases
   */
  List<String> names();

  /**
   * How it is called.
   *
   * @return a new specification: name, aliases, options, parameters, help
   */
  CommandSpec spec();

  /**
   * Returns whether its words are packages, which take the place of the configured ones.
   *
   * @return false but for few
   */
  default boolean takesPackages() {
    return false;
  }

  /**
   * Does it.
   *
   * @param call how it was called
   * @return what to print
   */
  Output run(Call call);
}

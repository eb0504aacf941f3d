package dev.postcar.cli;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** One command: how it is called, and what it does. */
interface Command {

  /** How it may be called. */
  List<String> names();

  /**
   * How it is called.
   *
   * @return a new specification: name, aliases, options, parameters, help
   */
  CommandSpec spec();

  /**
   * Returns whether its words are packages, which take the place of the configured ones; false but
   * for few.
   */
  default boolean takesPackages() {
    return false;
  }

  /** Does it. */
  Output run(Call call);
}

package dev.postcar.cli;

import picocli.CommandLine.Model.CommandSpec;

/** One command: how it is called, and what it does. */
interface Command {

  /**
   * How it is called.
   *
   * @return a new specification: name, aliases, options, parameters, help
   */
  CommandSpec spec();

  /**
   * Does it.
   *
   * @param call how it was called
   * @return what to print
   */
  Output run(Call call);
}

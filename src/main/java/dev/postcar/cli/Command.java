package dev.postcar.cli;

import picocli.CommandLine.Model.CommandSpec;

/** One command: its options and help, and what it does. */
interface Command {

  /** A new specification, which {@link Grammar} names. */
  CommandSpec spec();

  /** Does it. */
  Output run(Call call);
}

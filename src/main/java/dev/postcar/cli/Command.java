package dev.postcar.cli;

import picocli.CommandLine.Model.CommandSpec;

/** One command: its options and help, and what it does. */
interface Command {

  /** A new specification, which {@link Grammar} names. */
  CommandSpec spec();

  /** Returns whether it needs to know any settings; the others work wherever they are called. */
  default boolean readsSettings() {
    return true;
  }

  /** Does it. */
  Output run(Call call);
}

package dev.postcar.internal.source;

import java.io.PrintStream;
import java.util.function.Supplier;

/**
 * Sends what migrations print to the standard error while they are asked for their SQL: the
 * standard output is for the result.
 */
final class StdoutRedirect {

  private static int users;
  private static PrintStream standardOutput;

  private StdoutRedirect() {}

  static <T> T during(Supplier<T> work) {
    begin();
    try {
      return work.get();
    } finally {
      end();
    }
  }

  // Counted: of two loads at once, the second would otherwise take the first one's stream for the
  // standard output, and "restore" that for good.
  private static synchronized void begin() {
    if (users++ == 0) {
      standardOutput = System.out;
      System.setOut(System.err);
    }
  }

  private static synchronized void end() {
    if (--users == 0) {
      System.setOut(standardOutput);
    }
  }
}

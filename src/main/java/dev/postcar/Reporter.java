package dev.postcar;

import dev.postcar.internal.report.LogReporter;

/**
 * Receives what happens while an operation runs, one event at a time: on the thread that runs it,
 * or, while the server works on a long message, on the one that watches it.
 */
@FunctionalInterface
public interface Reporter {

  /** Says nothing. */
  Reporter SILENT = event -> {};

  /**
   * Writes to SLF4J's logger {@code dev.postcar}: each migration and the summary at INFO, waits,
   * retries and warnings at WARN, the SQL at DEBUG. Passwords in SQL are hidden, and the server's
   * DETAIL, which has values of rows, is left out.
   */
  Reporter LOG = new LogReporter();

  /**
   * Something happened.
   *
   * @param event what; never null
   */
  void on(Event event);
}

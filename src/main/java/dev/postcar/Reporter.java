package dev.postcar;

/**
 * Receives what happens while an operation runs, one event at a time: on the thread that runs it,
 * or, while the server works on a long message, on the one that watches it.
 */
@FunctionalInterface
public interface Reporter {

  /** Says nothing. */
  Reporter SILENT = event -> {};

  /**
   * Something happened.
   *
   * @param event what; never null
   */
  void on(Event event);
}

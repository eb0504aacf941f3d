package dev.postcar;

/** Receives what happens while an operation runs, on the thread that runs it. */
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

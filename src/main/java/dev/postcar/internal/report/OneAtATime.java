package dev.postcar.internal.report;

import dev.postcar.Event;
import dev.postcar.Reporter;

/** Passes events on, one at a time: those of a watched statement come from another thread. */
public final class OneAtATime implements Reporter {

  private final Reporter reporter;

  private OneAtATime(Reporter reporter) {
    this.reporter = reporter;
  }

  /** For a caller's reporter; null stays null. */
  public static Reporter of(Reporter reporter) {
    return reporter == null ? null : new OneAtATime(reporter);
  }

  @Override
  public synchronized void on(Event event) {
    reporter.on(event);
  }
}

package dev.postcar.internal.run;

import dev.postcar.Reporter;
import dev.postcar.internal.history.HistoryText;
import dev.postcar.internal.session.Interruption;
import dev.postcar.internal.session.RunnerLock;
import dev.postcar.internal.session.Session;
import dev.postcar.internal.session.SessionHolder;

/**
 * What all parts of an operation work with.
 *
 * @param reporter receives all events on the way
 * @param interruption may end the operation
 */
public record RunContext(
    SessionHolder link, HistoryText text, Reporter reporter, Interruption interruption) {

  /** With what is said early left out when it is said again. */
  public RunContext {
    reporter = new Arrivals(reporter);
  }

  Arrivals arrivals() {
    return (Arrivals) reporter;
  }

  public Session session() {
    return link.session();
  }

  RunnerLock lock() {
    return RunnerLock.acquire(session(), reporter, interruption);
  }
}

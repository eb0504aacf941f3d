package dev.postcar.run;

import dev.postcar.Reporter;
import dev.postcar.history.HistoryText;

/**
 * What all parts of an operation work with.
 *
 * @param link the session
 * @param text writes the bookkeeping
 * @param reporter is told of everything on the way
 * @param interruption may end the operation
 */
record Equipment(Link link, HistoryText text, Reporter reporter, Interruption interruption) {

  Session session() {
    return link.session();
  }

  RunnerLock lock() {
    return RunnerLock.acquire(session(), reporter, interruption);
  }
}

package dev.postcar.internal.monitor;

import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Decides when a statement that is waited for will never be answered: its server process has
 * nothing to do, or the server answers on no connection at all. A network that drops what is sent
 * reports nothing by itself.
 */
public final class StallDetector {

  /** A new connection may fail for longer while the statement still runs. */
  private static final int PATIENCE = 3;

  private final Duration limit;
  private final boolean ownProcess;
  private final Consumer<String> report;
  private final Runnable giveUp;
  private long idleSince;
  private long unreachableSince;

  /**
   * Nothing seen yet.
   *
   * @param limit how long a server process may have nothing to do although it is waited for; three
   *     times that for a server that does not answer on a second connection either
   * @param ownProcess whether the server process is the session's own; a pooler lends it to others
   * @param report called once that nothing answers
   */
  public StallDetector(
      Duration limit, boolean ownProcess, Consumer<String> report, Runnable giveUp) {
    this.limit = limit;
    this.ownProcess = ownProcess;
    this.report = report;
    this.giveUp = giveUp;
  }

  /** A statement begins. */
  synchronized void begin() {
    idleSince = 0;
    unreachableSince = 0;
  }

  /**
   * The server process was seen.
   *
   * @param state as pg_stat_activity shows it; empty where it may not be seen, {@code gone} where
   *     there is none
   * @param waiting whether the statement is still waited for
   */
  void seen(String state, BooleanSupplier waiting) {
    boolean idle = ownProcess && (state.startsWith("idle") || state.equals("gone"));
    unreachableSince = 0;
    idleSince = idle ? since(idleSince) : 0;
    if (idle && waiting.getAsBoolean() && isOver(idleSince, limit)) {
      report.accept(
          "the server process is " + state + ", but its answer does not arrive: giving up");
      giveUp.run();
    }
  }

  /**
   * A second connection could not be had, or did not answer.
   *
   * @param waiting whether the statement is still waited for
   * @return false where the server did answer, if only to refuse
   */
  boolean unreachable(SQLException error, BooleanSupplier waiting) {
    if (!isSilence(error)) {
      return false;
    }
    idleSince = 0;
    if (unreachableSince == 0) {
      report.accept("no answer from the server, on a second connection either: waiting");
    }
    unreachableSince = since(unreachableSince);
    if (waiting.getAsBoolean() && isOver(unreachableSince, limit.multipliedBy(PATIENCE))) {
      report.accept("still no answer from the server: giving up");
      giveUp.run();
    }
    return true;
  }

  private static long since(long before) {
    return before == 0 ? System.nanoTime() | 1 : before;
  }

  private static boolean isOver(long since, Duration limit) {
    return System.nanoTime() - since > limit.toNanos();
  }

  /** A server that refuses, or is full, does answer. */
  private static boolean isSilence(Throwable error) {
    return error != null
        && (error instanceof SocketTimeoutException || isSilence(error.getCause()));
  }
}

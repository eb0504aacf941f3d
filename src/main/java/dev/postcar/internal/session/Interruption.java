package dev.postcar.internal.session;

import dev.postcar.PostcarException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.postgresql.jdbc.PgConnection;

/**
 * The operator's wish to stop: cancels what runs on the server, and keeps more from being started.
 *
 * <p>Thread-safe: it is asked for on a signal's thread.
 */
public final class Interruption {

  /** The number of SIGINT; also where a thread is interrupted, or a future cancelled. */
  public static final int CTRL_C = 2;

  /** How long a cancel may stay without effect before the connection is given up. */
  private static final Duration UNANSWERED = Duration.ofSeconds(15);

  private volatile int signal;
  private Runnable beforeWriting = () -> {};
  private volatile PgConnection running;
  private int answerMillis;
  private volatile Thread operation;
  private int depth;
  private volatile Runnable alsoEnding = () -> {};

  /** Asks for the end; true if an operation is under way, which will now end by itself. */
  public boolean request(int number) {
    signal = number;
    Thread waiting = operation;
    if (waiting == null) {
      return false;
    }
    alsoEnding.run();
    LockSupport.unpark(waiting);
    Thread canceller = new Thread(this::cancelUntilDone, "postcar-cancel");
    canceller.setDaemon(true);
    canceller.start();
    return true;
  }

  /**
   * A cancel may come too early or be swallowed (a wait for a synchronous standby): repeat it. A
   * connection on which nothing answers is given up; what was committed is then read on another.
   */
  private void cancelUntilDone() {
    long deadline = System.nanoTime() + UNANSWERED.toNanos();
    while (operation != null) {
      PgConnection connection = running;
      try {
        if (connection != null && System.nanoTime() > deadline) {
          connection.abort(Runnable::run);
          return;
        } else if (connection != null) {
          connection.cancelQuery();
        }
      } catch (SQLException e) {
        // Tried again: the server may be full, or the network slow.
      }
      Retry.pause(0, Duration.ofMillis(100), Duration.ofMillis(100));
    }
  }

  /**
   * The signal that was received.
   *
   * @return its number, or 0
   */
  public int signal() {
    return signal;
  }

  /** The same for a thread that was interrupted, which no signal was: that of Ctrl-C. */
  int signalOfEnd() {
    return signal == 0 ? CTRL_C : signal;
  }

  public boolean isRequested() {
    return signal != 0;
  }

  /**
   * Says what is done before an operation takes the lock or writes.
   *
   * @param action such as beginning to listen for signals
   */
  public void beforeWriting(Runnable action) {
    beforeWriting = action;
  }

  /**
   * An operation begins, or one that is made of several: from now on it ends itself when asked to.
   */
  public void begin() {
    if (depth++ == 0) {
      beforeWriting.run();
      beforeWriting = () -> {};
      operation = Thread.currentThread();
    }
  }

  /** Ends an operation that is made of several, if it was asked for. */
  public void endIfRequested(String message) {
    if (isRequested()) {
      throw new PostcarException.Interrupted(message, signal, null, null);
    }
  }

  /** From now on a request ends this too, and one that came just before: what is waited for. */
  public void alsoEnd(Runnable action) {
    alsoEnding = action;
    if (isRequested()) {
      action.run();
    }
  }

  /** The operation has ended, and with it what was asked of it. */
  public void end() {
    alsoEnding = () -> {};
    if (--depth == 0) {
      operation = null;
      signal = 0;
    }
  }

  /** What was asked of an operation that has ended is not asked of the next one. */
  public void forget() {
    signal = 0;
  }

  /**
   * From now on this connection's statement is to be cancelled, and may take as long as it does.
   */
  public void running(PgConnection connection) {
    answerMillis = networkTimeout(connection, 0);
    running = connection;
  }

  /** From now on nothing is to be cancelled: postcar is putting things in order. */
  public void settling() {
    PgConnection connection = running;
    running = null;
    if (connection != null) {
      networkTimeout(connection, answerMillis);
    }
  }

  private static int networkTimeout(PgConnection connection, int millis) {
    try {
      int before = connection.getNetworkTimeout();
      connection.setNetworkTimeout(Runnable::run, millis);
      return before;
    } catch (SQLException e) {
      // It is closed: whoever uses it next says so.
      return 0;
    }
  }
}

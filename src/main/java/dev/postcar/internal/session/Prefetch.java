package dev.postcar.internal.session;

import dev.postcar.PostcarException;
import dev.postcar.internal.config.Config;
import dev.postcar.internal.history.Recorded;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A session that is opened, and what the database remembers, read, on a thread of its own while the
 * migrations are looked for: where nothing is to be done, that is all that is asked of the server.
 */
final class Prefetch {

  /** What was read longer ago is read again: the sources may have been compiled meanwhile. */
  private static final Duration FRESH = Duration.ofSeconds(1);

  private final Config options;
  private final FutureTask<Prefetched> task;

  private Prefetch(Config options, FutureTask<Prefetched> task) {
    this.options = options;
    this.task = task;
  }

  /**
   * What there is before anybody asks for it.
   *
   * @param recorded null where it could not be read
   * @param failure why; null where it could
   * @param readAt by {@link System#nanoTime()}
   */
  record Prefetched(Session session, Recorded recorded, RuntimeException failure, long readAt) {

    /**
     * What the database remembers; null where it is to be read again.
     *
     * @throws PostcarException as {@link Session#read} did
     */
    Recorded fresh() {
      if (failure != null) {
        throw failure;
      }
      return System.nanoTime() - readAt < FRESH.toNanos() ? recorded : null;
    }
  }

  static Prefetch begin(Connections connections, Config options) {
    FutureTask<Prefetched> task = new FutureTask<>(() -> open(connections, options));
    start("postcar-connect", task);
    return new Prefetch(options, task);
  }

  private static Prefetched open(Connections connections, Config options) {
    Session session = Session.open(connections, options);
    try {
      return new Prefetched(session, session.read(), null, System.nanoTime());
    } catch (RuntimeException e) {
      // Said to whoever looks: a lost session would not say again why it was lost.
      return new Prefetched(session, null, e, System.nanoTime());
    }
  }

  /** Returns whether that is what a run with these options begins with. */
  boolean isFor(Config wanted) {
    return options.equals(wanted);
  }

  /**
   * Waits for it, whoever interrupts the waiting.
   *
   * @throws PostcarException.Connection if there is no connection
   * @throws PostcarException.Refusal if the server is too old
   */
  Prefetched get() {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Nobody wants it: the session is closed as soon as it is there. */
  void forget() {
    start("postcar-disconnect", this::close);
  }

  private void close() {
    try {
      get().session().close();
    } catch (RuntimeException e) {
      // There is none, or it is gone.
    }
  }

  private static void start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }
}

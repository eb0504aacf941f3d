package dev.postcar.maven;

import dev.postcar.PostcarException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;

/**
 * Ctrl-C and SIGTERM end the JVM of Maven: before it is gone, the statement is cancelled on the
 * server, and the migration rolled back.
 */
final class BuildEnd implements AutoCloseable {

  private static final int TERMINATE = 15;
  private static final int LONGEST_SECONDS = 30;

  private final CountDownLatch ended = new CountDownLatch(1);
  private Thread hook;

  /** Listens from now on. */
  synchronized void listen(IntPredicate ask) {
    if (hook == null) {
      hook = new Thread(() -> end(ask), "postcar-end");
      try {
        Runtime.getRuntime().addShutdownHook(hook);
      } catch (IllegalStateException e) {
        throw new PostcarException.Interrupted(
            "The build is ending. Nothing was changed.", TERMINATE, e, null);
      }
    }
  }

  private void end(IntPredicate ask) {
    try {
      if (ask.test(TERMINATE)) {
        ended.await(LONGEST_SECONDS, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public synchronized void close() {
    ended.countDown();
    if (hook != null) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // It runs.
      }
    }
  }
}

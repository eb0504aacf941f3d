package dev.postcar.spring;

import dev.postcar.Postcar;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends what runs when the JVM is told to stop. Spring's own hook waits for the start, and the start
 * for the statement.
 */
final class ShutdownInterrupt implements AutoCloseable {

  private static final int SIGTERM = 15;

  /** Longer than it takes to cancel a statement, shorter than Kubernetes waits. */
  private static final long PATIENCE_SECONDS = 20;

  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook;

  ShutdownInterrupt(Postcar postcar) {
    this.hook =
        new Thread(
            () -> {
              postcar.interrupt(SIGTERM);
              awaitEnd();
            },
            "postcar-interrupt");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void awaitEnd() {
    try {
      ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    ended.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM stops already.
    }
  }
}

package dev.postcar;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** The thread of a migrate that was begun and may still run; there is one at a time. */
final class Beside {

  private MigrateFuture last;
  private Thread thread;

  /** Begins, where none runs. */
  CompletableFuture<MigrateResult> begin(
      MigrateFuture future, Supplier<MigrateResult> migrate, Runnable afterwards) {
    if (last != null && !last.hasEnded()) {
      throw new IllegalStateException("the migrate before still runs: wait for it");
    }
    last = future;
    thread = future.begin(migrate, afterwards);
    return future;
  }

  /** Waits for its end, whoever interrupts the waiting. */
  void join() {
    boolean interrupted = false;
    while (thread != null && thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

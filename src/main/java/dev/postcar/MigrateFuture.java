package dev.postcar;

import dev.postcar.run.Interruption;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** A migrate on a thread of its own; to cancel it interrupts the run. */
final class MigrateFuture extends CompletableFuture<MigrateResult> {

  private final Postcar postcar;
  private boolean ended;

  MigrateFuture(Postcar postcar) {
    this.postcar = postcar;
  }

  /** Begins; the thread ends with the run. */
  Thread begin(Supplier<MigrateResult> migrate, Runnable afterwards) {
    Thread thread =
        new Thread(
            () -> {
              try {
                MigrateResult result = migrate.get();
                end(afterwards);
                complete(result);
              } catch (Throwable e) {
                end(afterwards);
                completeExceptionally(e);
              }
            },
            "postcar-migrate");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    boolean cancelled = super.cancel(mayInterruptIfRunning);
    if (cancelled) {
      interrupt();
    }
    return cancelled;
  }

  /** Not one that begins later. */
  private synchronized void interrupt() {
    if (!ended) {
      postcar.interrupt(Interruption.CTRL_C);
    }
  }

  private synchronized void end(Runnable afterwards) {
    if (!ended) {
      ended = true;
      afterwards.run();
    }
  }

  /** Tells whether nothing of it runs any more; so before its result is told to anybody. */
  synchronized boolean hasEnded() {
    return ended;
  }

  /** What is derived from it is no longer a run that could be cancelled. */
  @Override
  public <U> CompletableFuture<U> newIncompleteFuture() {
    return new CompletableFuture<>();
  }
}

package dev.postcar;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** A migrate on a thread of its own; to cancel it interrupts the run. */
final class MigrateFuture extends CompletableFuture<MigrateResult> {

  private static final int INTERRUPT = 2;

  private final Postcar postcar;

  MigrateFuture(Postcar postcar) {
    this.postcar = postcar;
  }

  /** Begins; the thread ends with the run. */
  Thread begin(Supplier<MigrateResult> migrate, Runnable afterwards) {
    Thread thread =
        new Thread(
            () -> {
              try {
                complete(migrate.get());
              } catch (Throwable e) {
                completeExceptionally(e);
              } finally {
                afterwards.run();
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
      postcar.interrupt(INTERRUPT);
    }
    return cancelled;
  }

  /** What is derived from it is no longer a run that could be cancelled. */
  @Override
  public <U> CompletableFuture<U> newIncompleteFuture() {
    return new CompletableFuture<>();
  }
}

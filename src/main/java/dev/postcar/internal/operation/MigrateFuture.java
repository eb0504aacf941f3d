package dev.postcar.internal.operation;

import dev.postcar.result.MigrateResult;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** A migrate on a thread of its own; to cancel it interrupts the run. */
public final class MigrateFuture extends CompletableFuture<MigrateResult> {

  private final Runnable interrupt;
  private boolean ended;

  private MigrateFuture(Runnable interrupt) {
    this.interrupt = interrupt;
  }

  /** The place of one such migrate: another one starts when it has ended. */
  public static final class Slot {

    private MigrateFuture last;
    private Thread thread;

    /** Starts a migrate, where none runs. */
    public MigrateFuture start(
        Supplier<MigrateResult> migrate, Runnable interrupt, Runnable afterwards) {
      if (last != null && !last.hasEnded()) {
        throw new IllegalStateException("A migrate is already running on this Postcar.");
      }
      last = new MigrateFuture(interrupt);
      thread = last.start(migrate, afterwards);
      return last;
    }

    /** Waits for its end, whoever interrupts the waiting. */
    public void join() {
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

  /** The thread ends with the run. */
  private Thread start(Supplier<MigrateResult> migrate, Runnable afterwards) {
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

  /** Not one that starts later. */
  private synchronized void interrupt() {
    if (!ended) {
      interrupt.run();
    }
  }

  private synchronized void end(Runnable afterwards) {
    if (!ended) {
      ended = true;
      afterwards.run();
    }
  }

  /** Nothing of it runs any more; so before anybody sees its result. */
  private synchronized boolean hasEnded() {
    return ended;
  }

  /** What is derived from it is no longer a run that could be cancelled. */
  @Override
  public <U> CompletableFuture<U> newIncompleteFuture() {
    return new CompletableFuture<>();
  }
}

package dev.postcar.faults;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Counts faults for the table at the end. */
final class Tally {

  private final String kind;
  private final int total;
  private final long begun = System.nanoTime();
  private int unharmed;
  private int struck;

  Tally(String kind, int total) {
    this.kind = kind;
    this.total = total;
  }

  int total() {
    return total;
  }

  /** One fault and what comes after it. */
  @FunctionalInterface
  interface Case {
    void run() throws Exception;
  }

  /** Runs the cases, a few at once as each has a database of its own, and prints the line. */
  void run(List<Case> cases) {
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      List<Future<Void>> ended =
          cases.stream()
              .map(
                  one ->
                      threads.submit(
                          () -> {
                            one.run();
                            return (Void) null;
                          }))
              .toList();
      for (Future<Void> each : ended) {
        each.get();
      }
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause().getMessage(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      threads.shutdownNow();
    }
    print();
  }

  synchronized void add(boolean ended) {
    if (ended) {
      unharmed++;
    } else {
      struck++;
    }
  }

  void print() {
    System.out.printf(
        "faults: %-20s %5d, of which %d ended a run and %d did not; 0 lost, 0 doubled; %d s%n",
        kind, total, struck, unharmed, (System.nanoTime() - begun) / 1_000_000_000);
  }
}

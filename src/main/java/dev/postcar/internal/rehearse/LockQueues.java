package dev.postcar.internal.rehearse;

import dev.postcar.result.RehearseResult.Queue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * The queues at one moment.
 *
 * @param migrating the server process that runs the migrations
 * @param name of a server process
 */
record LockQueues(List<Waiter> waiters, int migrating, IntFunction<String> name) {

  /**
   * A session that waits.
   *
   * @param waited microseconds
   */
  record Waiter(int pid, String object, String mode, long waited, List<Integer> blockers) {}

  /** Each waiter belongs to the queue behind whoever waits for nobody. */
  void into(StatementRecord current) {
    Map<Integer, Waiter> waiting = new HashMap<>();
    waiters.forEach(one -> waiting.put(one.pid(), one));
    Map<Integer, List<Waiter>> queues = new HashMap<>();
    int behind = 0;
    for (Waiter waiter : waiters) {
      List<Integer> chain = chain(waiter, waiting);
      queues.computeIfAbsent(chain.get(chain.size() - 1), root -> new ArrayList<>()).add(waiter);
      if (chain.contains(migrating)) {
        behind++;
      }
    }
    current.queued(behind);
    queues.forEach(
        (root, queue) -> {
          Waiter head = queue.stream().max(Comparator.comparingLong(Waiter::waited)).orElseThrow();
          boolean migrates = queue.stream().anyMatch(waiter -> waiter.pid() == migrating);
          if (root == migrating || migrates) {
            current.queue(
                new Queue(
                    head.object(),
                    name.apply(root),
                    name.apply(head.pid()) + ", " + head.mode(),
                    queue.size(),
                    head.waited() / 1_000));
          }
        });
  }

  /** Who is before a waiter: its blocker, the blocker of that, and so on; deadlocks end it. */
  private static List<Integer> chain(Waiter waiter, Map<Integer, Waiter> waiting) {
    List<Integer> chain = new ArrayList<>();
    Waiter at = waiter;
    while (at != null && !at.blockers().isEmpty()) {
      int blocker =
          at.blockers().stream()
              .filter(pid -> !waiting.containsKey(pid))
              .findFirst()
              .orElse(at.blockers().get(0));
      if (chain.contains(blocker)) {
        break;
      }
      chain.add(blocker);
      at = waiting.get(blocker);
    }
    if (chain.isEmpty()) {
      chain.add(waiter.pid());
    }
    return chain;
  }
}

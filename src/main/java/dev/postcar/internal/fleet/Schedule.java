package dev.postcar.internal.fleet;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which target is next: in order, but none on a server that has as many as it may. Used by all
 * threads of a fleet.
 */
final class Schedule {

  private final int perServer;
  private final Map<String, Deque<Entry>> waiting = new LinkedHashMap<>();
  private final Map<String, Integer> active = new HashMap<>();
  private int left;
  private boolean stopped;

  Schedule(List<Entry> entries, int perServer) {
    this.perServer = perServer;
    for (Entry entry : entries) {
      waiting.computeIfAbsent(entry.place().server(), server -> new ArrayDeque<>()).add(entry);
    }
    left = entries.size();
  }

  /** Waits for a target that may begin; null once there is none left. */
  synchronized Entry take() throws InterruptedException {
    while (!stopped && left > 0) {
      Entry next = null;
      for (Map.Entry<String, Deque<Entry>> server : waiting.entrySet()) {
        Entry first = server.getValue().peekFirst();
        boolean free = active.getOrDefault(server.getKey(), 0) < perServer;
        if (free && first != null && (next == null || first.index() < next.index())) {
          next = first;
        }
      }
      if (next != null) {
        waiting.get(next.place().server()).removeFirst();
        active.merge(next.place().server(), 1, Integer::sum);
        left--;
        return next;
      }
      wait();
    }
    return null;
  }

  /** A target has ended, so that another may begin on its server. */
  synchronized void ended(Entry entry) {
    active.merge(entry.place().server(), -1, Integer::sum);
    notifyAll();
  }

  /** Takes all of a server that were not started. */
  synchronized List<Entry> putOff(String server) {
    List<Entry> off = new ArrayList<>(waiting.getOrDefault(server, new ArrayDeque<>()));
    waiting.remove(server);
    left -= off.size();
    notifyAll();
    return off;
  }

  /** No other target begins. */
  synchronized void stop() {
    stopped = true;
    notifyAll();
  }
}

package dev.postcar.internal.rehearse;

import dev.postcar.result.RehearseResult;
import java.util.ArrayList;
import java.util.List;

/** A transaction of the traffic while it is under way, and after; all times are microseconds. */
final class TrafficTransaction {

  /** Two samples of one wait may differ so much in when it began. */
  private static final long SAME = 5_000;

  final String kind;
  final boolean writes;
  final boolean slow;
  final long scheduled;
  private final List<RehearseResult.Wait> waits = new ArrayList<>();
  long started = -1;
  long ended;
  String sqlState;
  String error;

  TrafficTransaction(String kind, boolean writes, boolean slow, long scheduled) {
    this.kind = kind;
    this.writes = writes;
    this.slow = slow;
    this.scheduled = scheduled;
  }

  /** It is seen waiting for a lock. */
  synchronized void waits(long from, long to) {
    if (ended > 0 || to < started) {
      return;
    }
    int last = waits.size() - 1;
    if (last >= 0 && Math.abs(waits.get(last).from() - from) <= SAME) {
      waits.set(last, new RehearseResult.Wait(waits.get(last).from(), to));
    } else {
      waits.add(new RehearseResult.Wait(Math.max(from, started), to));
    }
  }

  synchronized void ends(long at) {
    ended = at;
  }

  /** The longest wait that was under way at any moment of a time; 0 for none. */
  synchronized long longestWait(Span span) {
    return waits.stream()
        .filter(wait -> span.meets(wait.from(), wait.to()))
        .mapToLong(wait -> wait.to() - wait.from())
        .max()
        .orElse(0);
  }

  synchronized RehearseResult.Transaction result() {
    return new RehearseResult.Transaction(
        kind, writes, scheduled, started, ended, sqlState, List.copyOf(waits));
  }
}

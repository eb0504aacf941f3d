package dev.postcar.internal.rehearse;

import dev.postcar.internal.sql.PasswordLiteral;
import dev.postcar.internal.sql.Statement;
import dev.postcar.result.RehearseResult.HeldLock;
import dev.postcar.result.RehearseResult.Queue;
import dev.postcar.result.RehearseResult.RehearsedStatement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is seen of one statement of a migration, over all attempts. Used by the thread that runs it
 * and by the one that looks, under the lock of this.
 */
final class StatementRecord {

  private final Statement statement;
  private final List<Span> spans = new ArrayList<>();
  private final Map<String, Span> locks = new LinkedHashMap<>();
  private final Map<String, Long> heldMicros = new LinkedHashMap<>();
  private final Map<String, Queue> queues = new LinkedHashMap<>();
  private final List<String> alreadyHeld = new ArrayList<>();
  private int peak;
  private long began;
  private long walBytes;

  /**
   * Nothing so far.
   *
   * @param statement null for code
   */
  StatementRecord(Statement statement) {
    this.statement = statement;
  }

  /**
   * An attempt begins.
   *
   * @param before the statement before it in the same transaction, whose locks are held; null for
   *     none
   */
  synchronized void begins(long at, StatementRecord before) {
    began = at;
    alreadyHeld.clear();
    if (before != null) {
      alreadyHeld.addAll(before.alreadyHeld);
      alreadyHeld.addAll(before.locks.keySet());
    }
  }

  synchronized void ends(long at, long wal) {
    spans.add(new Span(began, at));
    walBytes += wal;
  }

  /** Its locks are released, not before they were seen last. */
  synchronized void released(long at) {
    locks.forEach(
        (lock, span) -> heldMicros.merge(lock, Math.max(span.to(), at) - span.from(), Math::max));
    locks.clear();
  }

  /** The commit belongs to the last statement. */
  synchronized void extendTo(long at) {
    int last = spans.size() - 1;
    if (last >= 0) {
      spans.set(last, new Span(spans.get(last).from(), at));
    }
  }

  /** The migration holds these locks now, each as table, tab, mode. */
  synchronized void sees(List<String> held, long at) {
    for (String lock : held) {
      if (!alreadyHeld.contains(lock)) {
        locks.merge(lock, new Span(at, at), (was, is) -> new Span(was.from(), is.to()));
      }
    }
  }

  synchronized void queued(int behind) {
    peak = Math.max(peak, behind);
  }

  synchronized void queue(Queue queue) {
    queues.merge(
        queue.object() + "\t" + queue.holder(),
        queue,
        (was, is) ->
            new Queue(
                is.object(),
                is.holder(),
                is.length() > was.length() ? is.head() : was.head(),
                Math.max(was.length(), is.length()),
                Math.max(was.waitedMs(), is.waitedMs())));
  }

  /** When it ran. */
  synchronized List<Span> spans() {
    return List.copyOf(spans);
  }

  synchronized RehearsedStatement result(Figures figures) {
    Span last = spans.isEmpty() ? new Span(0, 0) : spans.get(spans.size() - 1);
    List<HeldLock> held = new ArrayList<>();
    heldMicros.forEach(
        (lock, micros) -> {
          String[] parts = lock.split("\t", -1);
          held.add(new HeldLock(parts[0], parts[1], micros / 1_000));
        });
    List<Queue> longest = new ArrayList<>(queues.values());
    longest.sort(Comparator.comparingInt(Queue::length).reversed());
    return new RehearsedStatement(
        statement == null ? null : PasswordLiteral.hide(statement.text(), null),
        last.from() / 1_000,
        (last.to() - last.from()) / 1_000,
        held,
        peak,
        longest,
        figures.of(spans()),
        walBytes);
  }
}

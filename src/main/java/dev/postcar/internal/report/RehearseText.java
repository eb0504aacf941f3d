package dev.postcar.internal.report;

import dev.postcar.result.RehearseResult;
import dev.postcar.result.RehearseResult.BrokenStatement;
import dev.postcar.result.RehearseResult.HeldLock;
import dev.postcar.result.RehearseResult.Queue;
import dev.postcar.result.RehearseResult.RehearsedMigration;
import dev.postcar.result.RehearseResult.RehearsedStatement;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A rehearsal as a person reads it: what hurts, then the worst statement, then all figures.
 *
 * @param width of a line, in columns: SQL is cut
 */
public record RehearseText(AnsiStyle ink, int width) {

  /** As other programs read it: without the timeline; for {@link Json}. */
  public static Map<String, Object> document(RehearseResult result) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("selected", result.selected());
    document.put("data", result.data());
    document.put("traffic", result.traffic());
    document.put("seed", result.seed());
    document.put("migrations", result.migrations());
    document.put("before", result.before());
    document.put("after", result.after());
    document.put("broken", result.broken());
    document.put("notes", result.notes());
    return document;
  }

  /** A statement and where it stands. */
  private record Numbered(RehearsedMigration migration, int number, RehearsedStatement statement) {}

  /** As people read it. */
  public String of(RehearseResult result) {
    if (result.migrations().isEmpty()) {
      String why = result.notes().get(0);
      return Character.toUpperCase(why.charAt(0)) + why.substring(1) + ".";
    }
    StringBuilder text = new StringBuilder(verdict(result));
    Numbered worst = worst(result);
    if (worst.statement() != null && worst.statement().maxWaitMs() > 0) {
      text.append("Worst: ")
          .append(worst.migration().id())
          .append(", statement ")
          .append(worst.number())
          .append('\n');
      text.append("  ").append(RehearseTable.start(worst.statement(), width - 2)).append('\n');
      details(worst.statement(), "  ", text);
    }
    text.append('\n').append(RehearseTable.of(result, width));
    text.append("\nRehearsed: ").append(result.selected()).append('\n');
    text.append("Data:      ").append(result.data()).append('\n');
    text.append("Traffic:   ")
        .append(result.traffic())
        .append("; --seed ")
        .append(result.seed())
        .append(" repeats it\n");
    text.append("Limits:\n");
    result.notes().forEach(note -> text.append("  ").append(note).append('\n'));
    return text.toString().stripTrailing();
  }

  private String verdict(RehearseResult result) {
    StringBuilder text = new StringBuilder();
    for (RehearsedMigration migration : result.migrations()) {
      if (migration.failure() != null) {
        text.append(ink.bad("Not applied: "))
            .append(migration.id())
            .append(": ")
            .append(migration.failure())
            .append('\n');
      }
    }
    long readers = longest(result, true);
    long writers = longest(result, false);
    if (readers + writers == 0) {
      text.append(ink.good("No transaction was seen waiting for a lock.")).append('\n');
    } else {
      text.append(
              ink.notable(
                  "Longest wait for a lock: writers %s, readers %s."
                      .formatted(Times.text(writers), Times.text(readers))))
          .append('\n');
    }
    long deadlocked =
        result.timeline().stream().filter(one -> "40P01".equals(one.sqlState())).count();
    long attempts =
        result.migrations().stream()
            .flatMap(migration -> migration.retries().stream())
            .filter(attempt -> attempt.sqlState().equals("40P01"))
            .count();
    if (deadlocked + attempts > 0) {
      text.append(
              ink.bad(
                  "Deadlocks: %d of the traffic's transactions, %s of the migrations."
                      .formatted(deadlocked, Counts.text(attempts, "attempt"))))
          .append('\n');
    }
    for (BrokenStatement one : result.broken()) {
      text.append(ink.bad("Broken since " + one.migration() + ": "))
          .append("%s failed %s: %s".formatted(one.traffic(), times(one.count()), one.error()))
          .append('\n');
    }
    return text.toString();
  }

  private static String times(long count) {
    return count == 1 ? "once" : count + " times";
  }

  private static long longest(RehearseResult result, boolean readers) {
    return result.migrations().stream()
        .flatMap(migration -> migration.statements().stream())
        .map(RehearsedStatement::traffic)
        .mapToLong(one -> (readers ? one.readers() : one.writers()).maxWaitMs())
        .max()
        .orElse(0);
  }

  private static Numbered worst(RehearseResult result) {
    Numbered worst = new Numbered(null, 0, null);
    for (RehearsedMigration migration : result.migrations()) {
      for (int i = 0; i < migration.statements().size(); i++) {
        RehearsedStatement one = migration.statements().get(i);
        if (worst.statement() == null || one.maxWaitMs() > worst.statement().maxWaitMs()) {
          worst = new Numbered(migration, i + 1, one);
        }
      }
    }
    return worst;
  }

  /** What it locked, and who waited behind that. */
  private static void details(RehearsedStatement statement, String indent, StringBuilder text) {
    for (HeldLock lock : statement.locks()) {
      text.append(indent)
          .append(
              "%s on %s, held for %s\n"
                  .formatted(lock.mode(), lock.relation(), Times.text(lock.heldMs())));
    }
    statement.queues().stream()
        .max(Comparator.comparingInt(Queue::length))
        .ifPresent(
            queue ->
                text.append(indent)
                    .append(
                        "%s waited for %s behind %s; first: %s, %s\n"
                            .formatted(
                                Counts.text(queue.length(), "session"),
                                queue.object(),
                                queue.holder(),
                                queue.head(),
                                Times.text(queue.waitedMs()))));
  }
}

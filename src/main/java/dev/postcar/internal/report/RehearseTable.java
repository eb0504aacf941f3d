package dev.postcar.internal.report;

import dev.postcar.result.RehearseResult;
import dev.postcar.result.RehearseResult.Attempt;
import dev.postcar.result.RehearseResult.Figures;
import dev.postcar.result.RehearseResult.Latency;
import dev.postcar.result.RehearseResult.RehearsedMigration;
import dev.postcar.result.RehearseResult.RehearsedStatement;
import java.util.Locale;

/** The figures of a rehearsal, statement by statement. */
final class RehearseTable {

  private static final int NARROWEST = 24;

  /** The columns of figures. */
  private static final String ROW = "%s  %8s  %5s  %8s  %20s  %20s  %6s";

  private static final int FIGURES =
      String.format(Locale.ROOT, ROW, "", "", "", "", "", "", "").length();

  private RehearseTable() {}

  /** A line for each statement, between those of the time before and after. */
  static String of(RehearseResult result, int width) {
    int widest =
        result.migrations().stream()
            .flatMap(migration -> migration.statements().stream())
            .mapToInt(one -> 4 + start(one, width).length())
            .max()
            .orElse(NARROWEST);
    int first = Math.max(NARROWEST, Math.min(widest, width - FIGURES));
    StringBuilder text = new StringBuilder();
    text.append(row(first, "", "", "", "longest", "readers, ms", "writers, ms", ""));
    text.append(row(first, "", "took", "queue", "wait", "p50/p99/max", "p50/p99/max", "failed"));
    text.append(row(first, "before", "", "", result.before()));
    for (RehearsedMigration migration : result.migrations()) {
      text.append(migration.id()).append(extra(migration)).append('\n');
      for (int i = 0; i < migration.statements().size(); i++) {
        RehearsedStatement one = migration.statements().get(i);
        text.append(
            row(
                first,
                "%2d  %s".formatted(i + 1, start(one, first - 4)),
                Times.text(one.durationMs()),
                one.peakQueue() == 0 ? "" : String.valueOf(one.peakQueue()),
                one.traffic()));
      }
      for (Attempt attempt : migration.retries()) {
        text.append(
            "      failed at statement %d, %s after the start: %s (SQLSTATE %s)\n"
                .formatted(
                    attempt.statement(),
                    Times.text(attempt.atMs()),
                    attempt.message(),
                    attempt.sqlState()));
      }
    }
    return text.append(row(first, "after", "", "", result.after())).toString();
  }

  private static String extra(RehearsedMigration migration) {
    long wal = migration.statements().stream().mapToLong(RehearsedStatement::walBytes).sum();
    return " (%s of WAL%s)"
        .formatted(
            Sizes.text(wal),
            migration.tempBytes() == 0
                ? ""
                : ", " + Sizes.text(migration.tempBytes()) + " of temporary files");
  }

  private static String row(int first, String name, String took, String queue, Figures figures) {
    return row(
        first,
        name,
        took,
        queue,
        figures.maxWaitMs() == 0 ? "" : Times.text(figures.maxWaitMs()),
        latency(figures.readers()),
        latency(figures.writers()),
        figures.failed() == 0 ? "" : String.valueOf(figures.failed()));
  }

  private static String row(int first, String name, Object... cells) {
    Object[] all = new Object[cells.length + 1];
    all[0] = String.format(Locale.ROOT, "%-" + first + "s", name);
    System.arraycopy(cells, 0, all, 1, cells.length);
    return String.format(Locale.ROOT, ROW, all).stripTrailing() + "\n";
  }

  private static String latency(Latency one) {
    return one.count() == 0
        ? ""
        : millis(one.p50Micros()) + "/" + millis(one.p99Micros()) + "/" + millis(one.maxMicros());
  }

  private static String millis(long micros) {
    return micros < 10_000
        ? String.format(Locale.ROOT, "%.1f", micros / 1_000.0)
        : String.valueOf(micros / 1_000);
  }

  /** How a statement begins, on one line. */
  static String start(RehearsedStatement statement, int most) {
    String sql = statement.sql() == null ? "(code)" : statement.sql();
    String line = sql.strip().replaceAll("\\s+", " ");
    return line.length() > most ? line.substring(0, Math.max(0, most - 1)) + "…" : line;
  }
}

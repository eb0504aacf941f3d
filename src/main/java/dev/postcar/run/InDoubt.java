package dev.postcar.run;

import dev.postcar.PostcarException;
import dev.postcar.Reporter;
import dev.postcar.plan.Step;
import dev.postcar.report.Event;
import dev.postcar.sql.ConcurrentIndex;
import dev.postcar.sql.Quote;
import dev.postcar.sql.Statement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds out whether a statement that was begun outside a transaction, and whose end nobody saw, is
 * done.
 */
record InDoubt(Session session, Reporter reporter, Step step) {

  /** Doing these twice is as good as doing them once. */
  private static final Set<String> REPEATABLE = Set.of("vacuum", "reindex", "cluster", "analyze");

  /**
   * Decides.
   *
   * @param statement the one in doubt
   * @param indexesBefore oids of the table's indexes before it began, such as {@code {1,2}}
   * @return true if it is done; false if it is to be run, what it left behind being cleared away
   * @throws PostcarException.Refusal if only a person can tell
   */
  boolean isDone(Statement statement, String indexesBefore) throws SQLException {
    Optional<ConcurrentIndex> index = ConcurrentIndex.of(statement);
    if (index.isPresent()) {
      return indexIsDone(index.get(), indexesBefore);
    }
    List<String> words = statement.words();
    boolean repeatable =
        REPEATABLE.contains(words.get(0))
            || (words.size() > 1 && words.get(0).equals("alter") && words.get(1).equals("system"));
    if (repeatable) {
      return false;
    }
    if (words.size() > 2 && words.subList(0, 3).equals(List.of("drop", "index", "concurrently"))) {
      return false;
    }
    throw new PostcarException.Refusal(
        "Refused: nobody saw how this statement of "
            + step.id()
            + " ended: "
            + statement.text().strip()
            + "\nLook whether it took effect. If the migration is complete, run \"postcar mark "
            + step.id().name()
            + "\"; otherwise \"postcar rollback "
            + step.id().name()
            + "\".");
  }

  private boolean indexIsDone(ConcurrentIndex index, String before) throws SQLException {
    for (List<String> row : session.rows(newIndexes(index, before))) {
      boolean valid = row.get(1).equals("t");
      if (row.get(2).equals("t")) {
        throw new PostcarException.Refusal(
            "Refused: index "
                + row.get(0)
                + " is still being built by another session. Wait for it.");
      }
      if (valid && index.name() != null) {
        return true;
      }
      if (!valid) {
        reporter.on(
            new Event.Warning("dropping the INVALID index " + row.get(0) + " to build it anew"));
        session.execute(session.state().alone(Duration.ZERO, Duration.ZERO));
        session.execute("drop index concurrently if exists " + row.get(0));
      }
    }
    return false;
  }

  /** Names the indexes that a failed build has left INVALID; empty where there are none. */
  String invalidIndexes(Statement statement) {
    Optional<ConcurrentIndex> index = ConcurrentIndex.of(statement);
    if (index.isEmpty()) {
      return "";
    }
    try {
      return String.join(
          ", ",
          session.rows(newIndexes(index.get(), "{}")).stream()
              .filter(row -> row.get(1).equals("f"))
              .map(row -> row.get(0))
              .toList());
    } catch (SQLException e) {
      return "";
    }
  }

  /** An index of that name on that table, or any new one where it has no name. */
  private static String newIndexes(ConcurrentIndex index, String before) {
    String name = index.name();
    String simple = name == null ? null : name.substring(name.lastIndexOf('.') + 1);
    String named =
        simple == null
            ? ""
            : " and c.relname = (pg_catalog.parse_ident(%s))[1]".formatted(Quote.literal(simple));
    return """
    select i.indexrelid::pg_catalog.regclass, i.indisvalid,
        exists (select from pg_catalog.pg_stat_progress_create_index p where p.index_relid = i.indexrelid)
      from pg_catalog.pg_index i join pg_catalog.pg_class c on c.oid = i.indexrelid
     where i.indrelid = pg_catalog.to_regclass(%s) and not i.indexrelid = any (%s::oid[])%s
    """
        .formatted(Quote.literal(index.table()), Quote.literal(before), named);
  }
}

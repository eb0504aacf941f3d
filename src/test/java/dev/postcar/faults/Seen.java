package dev.postcar.faults;

import dev.postcar.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * What a database shows at one moment, read on a connection of its own.
 *
 * @param rows the history
 * @param journal the statements of non-transactional migrations
 * @param history the history, the journal and the views, row by row as they are
 * @param content what a user sees: catalog and data
 * @param forward what has run forward, by each migration's own account
 * @param back what has run back
 */
record Seen(
    List<Row> rows,
    List<String> journal,
    List<String> history,
    List<String> content,
    List<String> forward,
    List<String> back) {

  /**
   * A history row that is not reverted.
   *
   * @param id its number and checksum
   * @param name of the migration
   * @param state as it is written
   */
  record Row(String id, String name, String state) {

    boolean isUnfinished() {
      return state.equals("started") || state.equals("reverting");
    }
  }

  private static final String LIVE =
      "select concat_ws('|', id || ' ' || coalesce(checksum, ''), name, state)"
          + " from _postcar.migration where reverted_at is null order by applied_at, id";

  private static final String JOURNAL =
      "select concat_ws('|', m.name, s.direction, s.number, s.state) from _postcar.statement s"
          + " join _postcar.migration m on m.id = s.migration where m.reverted_at is null order by 1";

  private static final String HISTORY =
      "select t::text from _postcar.migration t union all select t::text from _postcar.statement t"
          + " union all select t::text from _postcar.view t order by 1";

  private static final String CONTENT =
      Catalog.QUERY
          + """
      union all
      select 'rows ' || t.n || ' ' || (xpath('/row/c/text()', query_to_xml(
          format('select count(*) || ''/'' || coalesce(sum(hashtext(x::text)), 0) as c from %s x', t.n), false, true, '')))[1]::text
        from (select c.oid::regclass::text as n from pg_class c
               where c.relkind in ('r', 'p', 'm') and c.relnamespace in (table user_schema)) t
      order by 1
      """;

  static Seen of(TestDatabase database, SweepPackage sources) {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      boolean[] there = {false, false};
      for (String name :
          query(
              statement,
              "select nspname from pg_namespace where nspname in ('_postcar', 'tally')")) {
        there[name.equals("tally") ? 1 : 0] = true;
      }
      List<String> content = new ArrayList<>(query(statement, CONTENT));
      for (String seen : sources.seenBy()) {
        content.addAll(query(statement, seen));
      }
      List<Row> rows = new ArrayList<>();
      for (String row : there[0] ? query(statement, LIVE) : List.<String>of()) {
        String[] parts = row.split("\\|", -1);
        rows.add(new Row(parts[0], parts[1], parts[2]));
      }
      return new Seen(
          rows,
          there[0] ? query(statement, JOURNAL) : List.of(),
          there[0] ? query(statement, HISTORY) : List.of(),
          content,
          there[1] ? query(statement, "select name from tally.forward order by 1") : List.of(),
          there[1] ? query(statement, "select name from tally.back order by 1") : List.of());
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> query(Statement statement, String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        rows.add(result.getString(1));
      }
    }
    return rows;
  }

  Row row(String name) {
    return rows.stream().filter(row -> row.name().equals(name)).findFirst().orElse(null);
  }

  /** How many statements of an interrupted migration are done, from the first on. */
  long statementsDone(String name, boolean back) {
    String begin = name + "|" + (back ? "rollback" : "forward") + "|";
    return journal.stream().filter(row -> row.startsWith(begin) && row.endsWith("|done")).count();
  }

  /** What this has recorded as done, and another has not. */
  List<String> doneSince(Seen before) {
    return rows.stream()
        .filter(row -> !row.isUnfinished() && !before.rows().contains(row))
        .map(Row::name)
        .toList();
  }

  /** What the other has, and this has no more; the last one first. */
  List<String> goneSince(Seen before) {
    List<String> gone = new ArrayList<>();
    for (Row row : before.rows()) {
      if (rows.stream().noneMatch(now -> now.name().equals(row.name()))) {
        gone.add(0, row.name());
      }
    }
    return gone;
  }

  boolean isAs(Seen other) {
    return history.equals(other.history) && isContentOf(other);
  }

  /** All that a run leaves, but for when and how often it was tried. */
  boolean isEndOf(Seen other) {
    return isContentOf(other)
        && rows.stream()
            .map(Seen::end)
            .toList()
            .equals(other.rows.stream().map(Seen::end).toList());
  }

  private static String end(Row row) {
    // What was complete may have been marked by the operator.
    String state = row.state().equals("marked") ? "applied" : row.state();
    return row.name() + " " + state + row.id().substring(row.id().indexOf(' '));
  }

  boolean isContentOf(Seen other) {
    return content.equals(other.content) && forward.equals(other.forward);
  }
}

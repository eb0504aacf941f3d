package dev.postcar.faults;

import dev.postcar.testing.TestDatabase;
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

  private static final String ROWS =
      """
      select coalesce(string_agg(t.n || ' ' || (xpath('/row/c/text()', query_to_xml(
          format('select count(*) || ''/'' || coalesce(sum(hashtext(x::text)), 0) as c from %s x', t.n), false, true, '')))[1], ', ' order by t.n), '')
        from (select c.oid::regclass::text as n from pg_class c join pg_namespace s on s.oid = c.relnamespace
               where c.relkind in ('r', 'p', 'm') and s.nspname !~ '^(pg_|information_schema|_postcar|tally)') t
      """;

  static Seen of(TestDatabase database, SweepPackage sources) {
    boolean kept = database.value("select to_regclass('_postcar.version') is not null").equals("t");
    boolean tallied = database.value("select to_regclass('tally.back') is not null").equals("t");
    List<Row> rows = new ArrayList<>();
    List<String> journal = List.of();
    List<String> history = new ArrayList<>();
    if (kept) {
      for (String row :
          database.rows(
              "select id || ' ' || coalesce(checksum, ''), name, state from _postcar.migration"
                  + " where reverted_at is null order by applied_at, id")) {
        String[] parts = row.split("\\|");
        rows.add(new Row(parts[0], parts[1], parts[2]));
      }
      journal =
          database.rows(
              "select m.name, s.direction, s.number, s.state from _postcar.statement s join"
                  + " _postcar.migration m on m.id = s.migration where m.reverted_at is null"
                  + " order by 1, 2, 3");
      for (String table : List.of("migration", "statement", "view")) {
        history.addAll(
            database.rows("select t::text from _postcar." + table + " t order by 1"));
      }
    }
    return new Seen(
        rows,
        journal,
        history,
        content(database, sources),
        tallied ? database.rows("select name from tally.forward order by 1") : List.of(),
        tallied ? database.rows("select name from tally.back order by 1") : List.of());
  }

  static List<String> content(TestDatabase database, SweepPackage sources) {
    List<String> content = new ArrayList<>(Catalog.of(database));
    content.addAll(database.rows(ROWS));
    sources.seenBy().forEach(query -> content.addAll(database.rows(query)));
    return content;
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
        && rows.stream().map(Seen::end).toList().equals(other.rows.stream().map(Seen::end).toList());
  }

  private static String end(Row row) {
    return row.name() + " " + row.state() + row.id().substring(row.id().indexOf(' '));
  }

  boolean isContentOf(Seen other) {
    return content.equals(other.content) && forward.equals(other.forward);
  }
}

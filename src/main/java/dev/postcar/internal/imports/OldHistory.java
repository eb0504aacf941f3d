package dev.postcar.internal.imports;

import dev.postcar.MigrationId;
import dev.postcar.PostcarException;
import dev.postcar.internal.sql.OwnSql;
import dev.postcar.internal.sql.Quote;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The history that another tool keeps in the database: only read, and locked meanwhile. */
public final class OldHistory {

  private final Import read;
  private final HistoryTable table;
  private final List<String> problems = new ArrayList<>();

  private OldHistory(Import read, HistoryTable table) {
    this.read = read;
    this.table = table;
  }

  /**
   * A migration that was applied.
   *
   * @param at as PostgreSQL writes a timestamptz; null where it is not known
   * @param by who; null where it is not known
   */
  public record Applied(String at, String by) {}

  /**
   * Reads it, in a transaction that keeps it locked until it is ended.
   *
   * @param connection without autocommit
   * @param named the table as {@code schema.table}; null to look for it
   * @param trusted a common table expression of the roles whose table is used where none is named
   * @return what is applied, by its identity
   * @throws PostcarException.Refusal if it is not there, or does not match the files
   */
  public static Map<MigrationId, Applied> lockAndRead(
      Connection connection, Import read, String named, String trusted) throws SQLException {
    HistoryTable table = HistoryTable.of(read.format());
    try (Statement statement = connection.createStatement()) {
      statement.execute(OwnSql.LOCAL + "set local lock_timeout = '10s'");
      // Until this is closed the other tool must not write, however long that takes.
      statement.execute(
          "select set_config(name, '0', true) from pg_settings where name in ('statement_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout')");
      String name = named != null ? named(named) : find(statement, table, trusted);
      statement.execute("lock table " + name + " in share mode");
      refuseCode(statement, name);
      return new OldHistory(read, table).applied(statement, name);
    }
  }

  private static String named(String text) {
    List<String> parts = List.of(text.split("\\.", -1));
    if (parts.size() != 2) {
      throw new PostcarException.Configuration("--table takes schema.table, not " + text + ".");
    }
    return Quote.identifier(parts.get(0)) + "." + Quote.identifier(parts.get(1));
  }

  /**
   * Refuses what is not a plain table of PostgreSQL's own types: to read a view, or to cast a type
   * of somebody's own, calls functions as whoever reads.
   */
  private static void refuseCode(Statement statement, String name) throws SQLException {
    try (ResultSet rows =
        statement.executeQuery(
            """
            select from pg_class c
             where c.oid = %s::regclass
               and (c.relkind <> 'r'
                 or exists (select from pg_inherits i where i.inhparent = c.oid)
                 or exists (select from pg_attribute a
                             where a.attrelid = c.oid and a.attnum > 0 and a.atttypid >= 16384))"""
                .formatted(Quote.literal(name)))) {
      if (rows.next()) {
        throw new PostcarException.Refusal(
            "%s is not a plain table of PostgreSQL's own types. Nothing was written.\nNext: import without --history, then record what is applied with \"postcar mark\"."
                .formatted(shown(name)));
      }
    }
  }

  /** The only one that was made by somebody who may say what is applied. */
  private static String find(Statement statement, HistoryTable table, String trusted)
      throws SQLException {
    List<String> found = new ArrayList<>();
    List<String> others = new ArrayList<>();
    String names = String.join(", ", table.names().stream().map(Quote::literal).toList());
    try (ResultSet rows =
        statement.executeQuery(
            """
            with %s
            select n.nspname, c.relname, c.relowner in (select oid from trusted) and n.nspowner in (select oid from trusted)
              from pg_class c join pg_namespace n on n.oid = c.relnamespace
             where c.relkind = 'r' and c.relname in (%s) and n.nspname !~ '^pg_' order by 1, 2"""
                .formatted(trusted, names))) {
      while (rows.next()) {
        (rows.getBoolean(3) ? found : others)
            .add(Quote.identifier(rows.getString(1)) + "." + Quote.identifier(rows.getString(2)));
      }
    }
    if (found.isEmpty() && !others.isEmpty()) {
      throw new PostcarException.Refusal(
          "%s, or its schema, belongs to another role, which may have written what it says. Nothing was written.\nNext: if it is right, name it with --table schema.table."
              .formatted(shown(String.join(", ", others))));
    }
    if (found.size() != 1) {
      throw new PostcarException.Refusal(
          "%s in this database. Nothing was written.\nNext: %s."
              .formatted(
                  found.isEmpty()
                      ? "There is no table " + String.join(" or ", table.names())
                      : "There are several tables: " + shown(String.join(", ", found)),
                  "name the history's table with --table schema.table, or import without --history and"
                      + " record what is applied with \"postcar mark\""));
    }
    return found.get(0);
  }

  private Map<MigrationId, Applied> applied(Statement statement, String name) throws SQLException {
    Map<MigrationId, Applied> applied = new LinkedHashMap<>();
    try (ResultSet rows = statement.executeQuery(table.query().formatted(name))) {
      while (rows.next()) {
        String key = rows.getString(1);
        Applied one = new Applied(rows.getString(2), rows.getString(3));
        String kind = String.valueOf(rows.getString(6));
        if (!rows.getBoolean(4)) {
          problems.add(shown(String.valueOf(key)) + " has failed or is dirty");
        } else if (table.isBaseline(kind)) {
          read.migrations().keySet().stream()
              .filter(id -> table.isUpTo(read.migrations().get(id).key(), key))
              .forEach(id -> applied.putIfAbsent(id, one));
        } else if (key != null && table.isUndo(kind)) {
          matching(key).forEach(applied::remove);
        } else if (key != null && !table.isSkipped(key, kind)) {
          add(applied, key, one, rows.getString(5));
        }
      }
    }
    if (!problems.isEmpty()) {
      throw new PostcarException.Refusal(
          "The history in "
              + shown(name)
              + " does not match the files. Nothing was written.\n  "
              + String.join("\n  ", problems)
              + "\nNext: settle that with "
              + read.format().text()
              + " and import again, or import without --history and record what is applied with"
              + " \"postcar mark\".");
    }
    return applied;
  }

  private void add(Map<MigrationId, Applied> applied, String key, Applied one, String checksum) {
    List<MigrationId> ids = matching(key);
    if (table.isPath()) {
      // Of a.sql and x/a.sql the longer one fits a row of y/x/a.sql, as long as it fits at all.
      String best =
          ids.stream()
              .map(id -> read.migrations().get(id).key())
              .filter(file -> ("/" + key).endsWith("/" + file))
              .max(Comparator.comparing(String::length))
              .orElse(null);
      ids =
          ids.stream()
              .filter(id -> best == null || read.migrations().get(id).key().equals(best))
              .toList();
      if (best == null && ids.size() > 1) {
        problems.add(shown(key) + " may be " + ids.get(0).name() + " or " + ids.get(1).name());
      }
    } else if (!table.isUpTo() && !ids.isEmpty()) {
      // A change that was reworked has its name twice: each row stands for the next one.
      ids =
          List.of(
              ids.stream().filter(id -> !applied.containsKey(id)).findFirst().orElse(ids.get(0)));
    }
    if (ids.isEmpty()) {
      problems.add(shown(key) + " is applied, and no imported file has it");
    }
    for (MigrationId id : ids) {
      String now = checksum == null ? null : checksum(read.migrations().get(id).file());
      if (now != null && !now.equals(checksum)) {
        problems.add(shown(key) + " was applied with another checksum: its file has changed");
      }
      applied.put(id, one);
    }
  }

  private String checksum(ForeignFile file) {
    try {
      return table.checksum(Files.readAllBytes(file.path()));
    } catch (IOException e) {
      return null;
    }
  }

  private List<MigrationId> matching(String key) {
    return read.migrations().entrySet().stream()
        .filter(one -> table.matches(one.getValue().key(), key))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** What others have written forges no line of a message. */
  private static String shown(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }
}

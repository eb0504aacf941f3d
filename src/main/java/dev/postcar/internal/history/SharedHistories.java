package dev.postcar.internal.history;

import dev.postcar.internal.sql.Quote;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Reads what a shared bookkeeping has of several targets at once. Of one that is not known, or
 * whose bookkeeping is older, it says nothing: that one is read by itself.
 *
 * @param history of any of them
 */
public record SharedHistories(History history) {

  /**
   * Reads: one round trip.
   *
   * @param connection in simple query mode
   * @param targets names; those whose schema is not there are left out
   * @param prologue statements to send first in the same message, each ended by a semicolon
   * @param epilogue statements to send last in the same message
   */
  public Map<String, Recorded> read(
      Connection connection, List<String> targets, String prologue, String epilogue)
      throws SQLException {
    String some =
        targets.stream().map(Quote::literal).collect(Collectors.joining(", ", "array[", "]"));
    String sql =
        prologue
            + """
            select v.target, v.major, v.minor, v.generation, v.time_zone from %1$s.version v
              join pg_catalog.pg_namespace n on n.nspname = v.target
             where v.target = any (%2$s);
            select * from (%3$s) m where m.target = any (%2$s);
            select package, name, checksum, down_sql, uses, target from %1$s.view
             where target = any (%2$s) and kept is null order by 1, 2;
            """
                .formatted(
                    history.schema(), some, history.migrationsOf("target = any (" + some + ")"))
            + epilogue;
    Map<String, List<AppliedMigration>> migrations = new HashMap<>();
    Map<String, List<AppliedView>> views = new HashMap<>();
    Map<String, Recorded> known = new HashMap<>();
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      try (ResultSet row = History.nextRows(statement, statement.execute(sql))) {
        while (row.next()) {
          HistoryVersion version = new HistoryVersion(row.getInt(2), row.getInt(3));
          if (version.equals(HistorySchema.CURRENT)) {
            known.put(row.getString(1), version(row, version));
          }
        }
      }
      try (ResultSet row = next(statement)) {
        while (row.next()) {
          migrations
              .computeIfAbsent(row.getString(15), target -> new ArrayList<>())
              .add(AppliedRow.migration(row));
        }
      }
      try (ResultSet row = next(statement)) {
        while (row.next()) {
          views
              .computeIfAbsent(row.getString(6), target -> new ArrayList<>())
              .add(AppliedRow.view(row));
        }
      }
    }
    migrations.values().forEach(all -> all.sort(Comparator.comparingLong(AppliedMigration::row)));
    known.replaceAll(
        (target, one) ->
            one.with(
                migrations.getOrDefault(target, List.of()), views.getOrDefault(target, List.of())));
    return known;
  }

  private static ResultSet next(Statement statement) throws SQLException {
    return History.nextRows(statement, statement.getMoreResults(Statement.KEEP_CURRENT_RESULT));
  }

  private static Recorded version(ResultSet row, HistoryVersion version) throws SQLException {
    return new Recorded(version, true, row.getLong(4), row.getString(5), List.of(), List.of());
  }
}

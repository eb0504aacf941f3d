package dev.postcar.internal.sampledata;

import dev.postcar.Event;
import dev.postcar.Reporter;
import dev.postcar.result.TableStats;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Fills the tables of a scratch database with rows that their types and constraints allow. */
public final class SampleData {

  private static final String VIEWS =
      """
      select pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname)
      from pg_catalog.pg_class c
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'm' and n.nspname !~ '^pg_' order by c.oid
      """;

  private SampleData() {}

  /**
   * Fills every user table, parents first, and then refreshes materialized views. Rows that are
   * there already stay and count. Triggers do not fire. The same schema, sizes and seed give the
   * same rows. What cannot be filled is left out, and the result says why.
   *
   * @param connection of the tables' owner, outside any transaction, in autocommit mode; only its
   *     database is changed
   * @param sizes how many rows each table gets, and what its columns are like; {@link
   *     TableStats#UNKNOWN} for nothing known
   * @param rowsEach how many rows a table gets of which the sizes say nothing
   * @param seed other seeds give other rows
   * @param reporter hears of the progress
   * @return what was made, and what was left out
   * @throws SQLException if the connection is lost
   */
  public static SampleResult fill(
      Connection connection, TableStats sizes, long rowsEach, long seed, Reporter reporter)
      throws SQLException {
    ResultBuilder result = new ResultBuilder();
    List<TableShape> tables = new SchemaReader(connection, result).read();
    reporter.on(new Event.Phase("filling " + tables.size() + " tables"));
    for (List<TableShape> group : FillOrder.of(tables)) {
      new GroupFill(connection, sizes, rowsEach, seed, reporter, result).run(group);
    }
    refresh(connection, result);
    return result.build();
  }

  private static void refresh(Connection connection, ResultBuilder result) throws SQLException {
    Map<String, String> refused = new LinkedHashMap<>();
    try (Statement statement = connection.createStatement()) {
      List<String> views = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery(VIEWS)) {
        while (rows.next()) {
          views.add(rows.getString(1));
        }
      }
      for (String view : views) {
        try {
          statement.execute("refresh materialized view " + view);
        } catch (SQLException e) {
          refused.put(view, e.getMessage());
        }
      }
    }
    refused.forEach((view, reason) -> result.leaveOut(view, "it was not refreshed: " + reason));
  }
}

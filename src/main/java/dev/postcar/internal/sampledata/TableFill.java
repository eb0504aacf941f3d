package dev.postcar.internal.sampledata;

import dev.postcar.Reporter;
import dev.postcar.internal.monitor.Pace;
import dev.postcar.internal.sql.Quote;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Fills one table. Rows are copied straight into it, as long as the server takes them; after the
 * first refusal through a temporary table, from which the server picks those that it accepts.
 */
final class TableFill {

  private static final int BATCH = 50_000;
  private static final String PICKED = "pg_temp.postcar_sample";

  private final Connection connection;
  private final RowPlan plan;
  private final Reporter reporter;
  private final Pace pace;
  private final List<String> names;
  private final List<Check> checks;
  private long made;
  private long number;
  private boolean isPicking;
  private String refusal = "";

  TableFill(Connection connection, RowPlan plan, Reporter reporter) {
    this.connection = connection;
    this.plan = plan;
    this.reporter = reporter;
    this.pace = new Pace(null, "fill " + plan.table.label, "rows");
    this.names = plan.table.columnNames();
    this.checks = plan.table.checks;
  }

  /** Fills it, in the transaction that is open; gives how many rows it made. */
  long run() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      while (made < plan.wanted() && !isPicking) {
        long before = made;
        copyBatch(statement);
        reporter.on(pace.at(made, plan.wanted()));
        if (made == before && !isPicking) {
          refusal = "no row has a parent that fits";
          break;
        }
      }
      if (isPicking) {
        pick(statement);
      }
      setSequences(statement);
    }
    return made;
  }

  /** Why it made fewer rows than were wanted; empty where it did not. */
  String refusal() {
    return refusal;
  }

  private void copyBatch(Statement statement) throws SQLException {
    statement.execute("savepoint postcar_sample");
    long first = number;
    try {
      made += copy(plan.table.name, Math.min(BATCH, plan.wanted() - made), false);
      statement.execute("release savepoint postcar_sample");
    } catch (SQLException e) {
      String state = String.valueOf(e.getSQLState());
      if (!state.startsWith("22") && !state.startsWith("23")) {
        throw e;
      }
      statement.execute("rollback to savepoint postcar_sample");
      number = first;
      isPicking = true;
    }
  }

  /** Copies so many rows, or fewer where too many numbers give none. */
  private long copy(String table, long rows, boolean alone) throws SQLException {
    CopiedRows copied = CopiedRows.into(connection, table, names);
    try {
      long count = 0;
      for (long end = number + 20 * rows; count < rows && number < end; number++) {
        String[] row = plan.row(number, alone);
        if (row != null) {
          copied.add(row);
          count++;
        }
      }
      copied.end();
      return count;
    } finally {
      copied.abandon();
    }
  }

  private void pick(Statement statement) throws SQLException {
    String columns = CopiedRows.names(names);
    statement.execute(
        "create temp table postcar_sample (like %s including generated) on commit drop"
            .formatted(plan.table.name));
    String where =
        checks.stream()
            .map(check -> "(" + check.expression() + ") is not false")
            .collect(Collectors.joining(" and ", checks.isEmpty() ? "" : " where ", ""));
    int idle = 0;
    while (made < plan.wanted() && idle < 3) {
      statement.execute("truncate " + PICKED);
      long rows = Math.min(BATCH, Math.max(2_000, 2 * (plan.wanted() - made)));
      copy(PICKED, rows, true);
      long accepted =
          statement.executeLargeUpdate(
              "insert into %s (%s) overriding system value select %s from %s%s limit %d on conflict do nothing"
                  .formatted(
                      plan.table.name, columns, columns, PICKED, where, plan.wanted() - made));
      made += accepted;
      idle = accepted * 200 < Math.min(rows, plan.wanted() - made) ? idle + 1 : 0;
      reporter.on(pace.at(made, plan.wanted()));
    }
    if (made < plan.wanted()) {
      refusal = reason(statement);
    }
    statement.execute("drop table " + PICKED);
  }

  /** Which check accepts nothing; else it is a key. */
  private String reason(Statement statement) throws SQLException {
    for (Check check : checks) {
      try (ResultSet row =
          statement.executeQuery(
              "select count(*) from %s where (%s) is not false"
                  .formatted(PICKED, check.expression()))) {
        row.next();
        if (row.getLong(1) == 0) {
          return check.name() + " accepts none of the rows that were tried";
        }
      }
    }
    return checks.isEmpty() ? "its keys have no more values" : "its checks or keys accept no more";
  }

  /** Lets sequences go on after the highest number. */
  private void setSequences(Statement statement) throws SQLException {
    for (Column column : plan.table.columns) {
      if (column.sequence() != null) {
        statement.execute(
            ("select pg_catalog.setval(%1$s::pg_catalog.regclass, greatest(t.most, s.last_value))"
                    + " from (select max(%2$s)::bigint as most from %3$s) t, %4$s s"
                    + " where t.most > 0")
                .formatted(
                    Quote.literal(column.sequence()),
                    Quote.identifier(column.name()),
                    plan.table.name,
                    column.sequence()));
      }
    }
  }
}

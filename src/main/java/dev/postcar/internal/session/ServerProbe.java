package dev.postcar.internal.session;

import dev.postcar.internal.config.Config;
import dev.postcar.internal.history.BookkeepingTrust;
import dev.postcar.internal.history.History;
import dev.postcar.internal.history.TrustQuery;
import dev.postcar.internal.sql.OwnSql;
import dev.postcar.internal.sql.Quote;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.postgresql.core.TransactionState;
import org.postgresql.jdbc.PgConnection;

/**
 * Asks a server what it is, and whether the bookkeeping is there: one round trip.
 *
 * @param connection in simple query mode
 * @param options say whose the bookkeeping may be
 */
record ServerProbe(PgConnection connection, History history, Config options) {

  /**
   * What a caller's session has set, read before postcar's own settings are; of the placeholders,
   * settings with a dot in their names, the server keeps no list.
   */
  private static final String FOUND =
      """
      select array(
        select pg_catalog.format('select pg_catalog.set_config(%L, %L, false)', name, setting)
          from pg_catalog.pg_settings
         where source operator(pg_catalog.=) 'session'::pg_catalog.text
           and not pg_catalog.starts_with(name, 'transaction_'::pg_catalog.text)
        union all
        select pg_catalog.format('set role %I', pg_catalog.current_setting('role'))
         where pg_catalog.current_setting('role') operator(pg_catalog.<>) 'none'::pg_catalog.text
        union all
        select pg_catalog.format('listen %I', channel) from pg_catalog.pg_listening_channels() channel);
      """;

  /**
   * Asks.
   *
   * @param callers whether the connection is the caller's, and what it had set is to come back
   * @param known what that is, where it is known from before; null to ask
   * @param timeZone an expression: the TimeZone that psql has here
   */
  ServerInfo ask(boolean callers, List<String> known, String timeZone) throws SQLException {
    boolean asks = callers && known == null;
    String question =
        (asks ? FOUND : "")
            + OwnSql.reading(options.lockWait())
            + "select current_database(), current_setting('server_version_num')::int,"
            + " pg_backend_pid(), pg_is_in_recovery(),"
            // What a caller has set in the session is not the server's word.
            + (asks
                ? " (select s.reset_val from pg_catalog.pg_settings s where s.name ="
                    + " 'default_transaction_read_only')::boolean, "
                : " current_setting('default_transaction_read_only')::boolean, ")
            + bookkeeping()
            + ", pg_encoding_to_char(d.encoding), "
            + timeZone
            + ", current_setting('role'), "
            + (callers ? AdvisoryLocks.NOW : "''")
            + ", array["
            + usual()
            + "], "
            + schema()
            + " from pg_catalog.pg_database d where d.datname = current_database();\ncommit";
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      boolean isRows = statement.execute(question);
      List<String> found = known == null ? List.of() : known;
      if (asks) {
        try (ResultSet row = History.nextRows(statement, isRows)) {
          row.next();
          found = List.of((String[]) row.getArray(1).getArray());
        }
        isRows = statement.getMoreResults();
      }
      try (ResultSet row = History.nextRows(statement, isRows)) {
        row.next();
        // A pooler has another pid, and may have set its session already.
        boolean direct = !callers && row.getInt(3) == connection.getBackendPID();
        return new ServerInfo(
            row.getString(1),
            row.getInt(2),
            row.getInt(3),
            options.pooled(row.getInt(3) != connection.getBackendPID()),
            row.getBoolean(4),
            row.getBoolean(5),
            row.getBoolean(6),
            row.getBoolean(7),
            row.getBoolean(8),
            trust(row, 9),
            row.getString(11),
            row.getString(12),
            row.getString(13),
            found,
            row.getString(14),
            direct ? Arrays.asList((String[]) row.getArray(15).getArray()) : List.of(),
            row.getBoolean(16));
      }
    } catch (NullPointerException | ClassCastException | IllegalStateException e) {
      throw new SQLException("the server's answer breaks the protocol: " + e, "08P01", e);
    }
  }

  private String schema() {
    return options.schema() == null
        ? "true"
        : "exists (select from pg_catalog.pg_namespace n where n.nspname = "
            + Quote.literal(options.schema())
            + ")";
  }

  private static String usual() {
    return SessionState.USUAL.entrySet().stream()
        .map(
            one ->
                "case current_setting('%1$s', true) when '%2$s' then '%1$s' end"
                    .formatted(one.getKey(), one.getValue()))
        .collect(Collectors.joining(", "));
  }

  /** The same server after another look at the bookkeeping, in a transaction or outside. */
  ServerInfo again(ServerInfo server) throws SQLException {
    boolean alone = connection.getTransactionState() == TransactionState.IDLE;
    try (Statement statement = connection.createStatement()) {
      boolean isRows =
          statement.execute(
              (alone ? "begin read only;\n" + OwnSql.LOCAL : "")
                  + "select "
                  + bookkeeping()
                  + (alone ? ";\ncommit" : ""));
      try (ResultSet row = History.nextRows(statement, isRows)) {
        row.next();
        return server.withBookkeeping(
            row.getBoolean(1), row.getBoolean(2), row.getBoolean(3), trust(row, 4));
      }
    }
  }

  private String bookkeeping() {
    return history.existsExpression()
        + ", "
        + history.journalExpression()
        + ", "
        + history.viewExpression()
        + ", "
        + TrustQuery.expressions(options.namespace(), options.role(), options.bookkeepingOwner());
  }

  private BookkeepingTrust trust(ResultSet row, int column) throws SQLException {
    return new BookkeepingTrust(faults(row, column), faults(row, column + 1));
  }

  private List<BookkeepingTrust.Fault> faults(ResultSet row, int column) throws SQLException {
    // An empty array has one dimension.
    return row.getArray(column).getArray() instanceof String[][] found
        ? Arrays.stream(found)
            .map(one -> BookkeepingTrust.Fault.of(options.namespace(), one))
            .toList()
        : List.of();
  }
}

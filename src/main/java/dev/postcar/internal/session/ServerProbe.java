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
record ServerProbe(PgConnection connection, Config options) {

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
   * @param reused what is known of the session; null where each operation opens its own
   * @param timeZone an expression: the TimeZone that psql has here
   */
  ServerInfo ask(boolean callers, ReusedSession reused, String timeZone) throws SQLException {
    List<String> known = reused == null ? null : reused.found();
    boolean asks = callers && known == null;
    String zone = timeZone + ", current_setting('role'), " + (callers ? AdvisoryLocks.NOW : "''");
    boolean prepared = reused != null && reused.mayPrepare();
    if (reused != null && !prepared) {
      reused.forget();
    }
    String question =
        (asks ? FOUND : "")
            + OwnSql.reading(options.lockWait())
            + (prepared
                ? reused.execute(select(asks, zone, "$1", "$2"), namespace(), schema())
                : select(asks, zone, namespace(), schema()))
            + ";\ncommit";
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
        boolean one = row.getInt(3) == connection.getBackendPID();
        boolean direct = !callers && one;
        if (reused != null) {
          reused.answered(found, one);
        }
        return new ServerInfo(
            row.getString(1),
            row.getInt(2),
            row.getInt(3),
            options.pooled(!one),
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

  /**
   * One row of all that is asked.
   *
   * @param asks whether what the caller has set is asked beside it
   * @param zone further expressions
   * @param namespace an expression: the bookkeeping's schema
   * @param schema an expression: the target's schema
   */
  private String select(boolean asks, String zone, String namespace, String schema) {
    return "select current_database(), current_setting('server_version_num')::int,"
        + " pg_backend_pid(), pg_is_in_recovery(),"
        // What a caller has set in the session is not the server's word.
        + (asks
            ? " (select s.reset_val from pg_catalog.pg_settings s where s.name ="
                + " 'default_transaction_read_only')::boolean, "
            : " current_setting('default_transaction_read_only')::boolean, ")
        + bookkeeping(namespace)
        + ", pg_encoding_to_char(d.encoding), "
        + zone
        + ", array["
        + usual()
        + "], ("
        + schema
        + " is null or exists (select from pg_catalog.pg_namespace n where n.nspname = "
        + schema
        + ")) from pg_catalog.pg_database d where d.datname = current_database()";
  }

  private String namespace() {
    return Quote.literal(options.namespace()) + "::name";
  }

  private String schema() {
    return Quote.literal(options.schema()) + "::name";
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
                  + bookkeeping(namespace())
                  + (alone ? ";\ncommit" : ""));
      try (ResultSet row = History.nextRows(statement, isRows)) {
        row.next();
        return server.withBookkeeping(
            row.getBoolean(1), row.getBoolean(2), row.getBoolean(3), trust(row, 4));
      }
    }
  }

  /** Whether there is a bookkeeping, with a journal (0.2) and with views (0.3), and whose it is. */
  private String bookkeeping(String namespace) {
    return has("version", namespace)
        + ", "
        + has("statement", namespace)
        + ", "
        + has("view", namespace)
        + ", "
        + TrustQuery.expressions(namespace, options.role(), options.bookkeepingOwner());
  }

  /** A look into the catalog needs no privilege on the schema, and no table in it. */
  private static String has(String table, String namespace) {
    return "exists (select from pg_catalog.pg_class c join pg_catalog.pg_namespace n"
        + " on n.oid = c.relnamespace where c.relname = '"
        + table
        + "' and n.nspname = "
        + namespace
        + ")";
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

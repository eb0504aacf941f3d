package dev.postcar.internal.scratch;

import dev.postcar.internal.sql.Quote;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * What a killed postcar has left on a server of others, known by a comment that names its session.
 */
final class ScratchLeftovers {

  private static final String MARK = "postcar scratch of session ";

  /** A process may be another session's by now: its start tells them apart, where it is shown. */
  private static final String ABANDONED =
      """
      select x.removal
        from (select 'drop database if exists ' || pg_catalog.quote_ident(d.datname) as removal, d.datname as name,
                     pg_catalog.shobj_description(d.oid, 'pg_database') as mark
                from pg_catalog.pg_database d where pg_catalog.pg_has_role(d.datdba, 'MEMBER')
              union all
              select 'drop role if exists ' || pg_catalog.quote_ident(r.rolname), null,
                     pg_catalog.shobj_description(r.oid, 'pg_authid')
                from pg_catalog.pg_roles r where not r.rolsuper) x
       where pg_catalog.starts_with(x.mark, '%1$s')
         and not exists (select from pg_catalog.pg_stat_activity a
                          where a.datname operator(pg_catalog.=) x.name
                             or pg_catalog.starts_with(x.mark, pg_catalog.concat('%1$s', a.pid, ' since '))
                            and coalesce(x.mark operator(pg_catalog.=) pg_catalog.concat(%2$s), true))
      """;

  private static final String OWN =
      "'" + MARK + "', a.pid, ' since ', pg_catalog.date_part('epoch', a.backend_start)";

  private ScratchLeftovers() {}

  /** The comment on what this session makes: as long as it lasts, somebody uses that. */
  static String mark(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      String own =
          "select pg_catalog.concat(%s) from pg_catalog.pg_stat_activity a where a.pid ="
              + " pg_catalog.pg_backend_pid()";
      return ScratchTarget.rows(statement, own.formatted(OWN)).get(0).get(0);
    }
  }

  static String comment(String database, String mark) {
    return "comment on database " + Quote.identifier(database) + " is " + Quote.literal(mark);
  }

  /** Drops what nobody uses; what cannot be dropped stays for another time. */
  static void sweep(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (List<String> row : ScratchTarget.rows(statement, ABANDONED.formatted(MARK, OWN))) {
        try {
          statement.execute(row.get(0));
        } catch (SQLException e) {
          // Another one sweeps it, or it is in use.
        }
      }
    }
  }
}

package dev.postcar.internal.scratch;

import dev.postcar.internal.sql.Quote;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a scratch database takes over from the target.
 *
 * @param major the major version; 0 where there is no target, or it is not known
 * @param database its name; null for none
 * @param login who connects; null where that is not known
 * @param settings of the database and of roles in it, those that win last
 * @param clauses of {@code create database}: encoding, locale, tablespace
 * @param server settings of the server, which a private one is started with
 * @param startup the options that a connection to the target starts with; null for none
 */
record ScratchTarget(
    int major,
    String database,
    String login,
    ScratchRoles roles,
    List<Setting> settings,
    List<String> tablespaces,
    String clauses,
    List<String> server,
    String startup) {

  /** None, or one that is not known. */
  static final ScratchTarget NONE = of(0, ScratchRoles.NONE);

  /** As many sessions as a private server takes; the locks of more are spread over them. */
  private static final int CONNECTIONS = 50;

  private static final int MOST_LOCKS = 20_000;

  /**
   * A setting.
   *
   * @param role whose; null for all
   * @param name such as {@code search_path}
   * @param value as the catalog has it
   */
  record Setting(String role, String name, String value) {}

  /**
   * Not what would load code, let postcar fail, or is postcar's to set in each session; whatever
   * the target answers.
   */
  private static final Pattern NOT_CARRIED =
      Pattern.compile(
          "(?i).*(preload_libraries|_library_path|_timeout|lc_messages|timezone)|log_.*"
              + "|(role|session_authorization|default_transaction.*)");

  private static final String SETTINGS =
      """
      select s.role, s.name, s.value
        from (select null::name as role, p.name, p.reset_val as value, 0 as rank
                from pg_settings p
               where p.source in ('configuration file', 'client') and p.context = 'user'
                 and p.category ~ '^(Client Connection Defaults|Version and Platform)'
                 and p.name not in ('client_encoding', 'DateStyle', 'extra_float_digits')
              union all
              select r.rolname, split_part(c, '=', 1), substr(c, strpos(c, '=') + 1),
                     case when d.setdatabase = 0 then 1 else 2 end
                from pg_db_role_setting d
                left join pg_roles r on r.oid = d.setrole
               cross join unnest(d.setconfig) as c
               where d.setdatabase in (0, (select b.oid from pg_database b where b.datname = current_database()))
                 and (d.setrole = 0 or r.rolname is not null)) s
       order by s.rank
      """;

  private static final String DATABASE =
      """
      select t.spcname, session_user, {zone}, pg_encoding_to_char(d.encoding), d.datcollate, d.datctype,
             coalesce(j ->> 'datlocprovider', ''), coalesce(j ->> 'datlocale', j ->> 'daticulocale'), j ->> 'daticurules'
        from pg_database d join pg_tablespace t on t.oid = d.dattablespace, to_jsonb(d) j
       where d.datname = current_database()
      """;

  /** A target of which no more is known. */
  static ScratchTarget of(int major, ScratchRoles roles) {
    return new ScratchTarget(major, null, null, roles, List.of(), List.of(), "", List.of(), null)
        .inZone("UTC");
  }

  /** Takes copies. */
  ScratchTarget {
    settings = List.copyOf(settings);
    tablespaces = List.copyOf(tablespaces);
    server = List.copyOf(server);
  }

  /** Reads it in a transaction that writes nothing. */
  static ScratchTarget of(Connection connection, String startup, String timeZone)
      throws SQLException {
    boolean autoCommit = connection.getAutoCommit();
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("set transaction read only; set local search_path = pg_catalog, pg_temp");
      List<Setting> settings = new ArrayList<>();
      for (List<String> row : rows(statement, SETTINGS)) {
        if (!NOT_CARRIED.matcher(row.get(1)).matches()) {
          settings.add(new Setting(row.get(0), row.get(1), row.get(2)));
        }
      }
      List<String> database = rows(statement, DATABASE.replace("{zone}", timeZone)).get(0);
      List<String> tablespaces = new ArrayList<>();
      rows(statement, "select spcname from pg_tablespace where spcname !~ '^pg_'")
          .forEach(row -> tablespaces.add(row.get(0)));
      String place =
          tablespaces.contains(database.get(0))
              ? " tablespace " + Quote.identifier(database.get(0))
              : "";
      String name = connection.getCatalog();
      String login = database.get(1);
      return new ScratchTarget(
              connection.getMetaData().getDatabaseMajorVersion(),
              name,
              login,
              ScratchRoles.of(connection),
              settings,
              tablespaces,
              clauses(database.subList(3, 9)) + place,
              server(statement),
              startup)
          .inZone(database.get(2));
    } finally {
      connection.rollback();
      connection.setAutoCommit(autoCommit);
    }
  }

  /** Made of values: SQL of the target's is not for the superuser of a scratch server to run. */
  static String clauses(List<String> values) {
    String locale = Quote.literal(values.get(4));
    String provider =
        switch (values.get(3)) {
          case "i" ->
              " locale_provider icu icu_locale "
                  + locale
                  + (values.get(5) == null ? "" : " icu_rules " + Quote.literal(values.get(5)));
          case "b" -> " locale_provider builtin builtin_locale " + locale;
          case "c" -> " locale_provider libc";
          default -> "";
        };
    return " encoding "
        + Quote.literal(values.get(0))
        + " lc_collate "
        + Quote.literal(values.get(1))
        + " lc_ctype "
        + Quote.literal(values.get(2))
        + provider;
  }

  /** The same with another TimeZone for all that runs in its place; null for this one. */
  ScratchTarget inZone(String zone) {
    if (zone == null) {
      return this;
    }
    List<Setting> others = new ArrayList<>(settings);
    others.removeIf(one -> one.name().equals("TimeZone"));
    others.add(new Setting(null, "TimeZone", zone));
    return new ScratchTarget(
        major, database, login, roles, others, tablespaces, clauses, server, startup);
  }

  private static List<String> server(Statement statement) throws SQLException {
    Map<String, String> all = new HashMap<>();
    rows(
            statement,
            """
            select name, setting from pg_settings
             where name in ('max_locks_per_transaction', 'max_pred_locks_per_transaction',
                            'max_prepared_transactions', 'max_connections', 'wal_level', 'track_commit_timestamp')
            """)
        .forEach(row -> all.put(row.get(0), row.get(1)));
    List<String> settings = new ArrayList<>();
    int prepared = Integer.parseInt(all.get("max_prepared_transactions"));
    long slots = Long.parseLong(all.get("max_connections")) + prepared;
    for (String name : List.of("max_locks_per_transaction", "max_pred_locks_per_transaction")) {
      // The shared table has room for so many locks a session; one transaction may have them all.
      long locks = Integer.parseInt(all.get(name)) * slots / (CONNECTIONS + prepared) + 1;
      settings.add(name + "=" + Math.max(64, Math.min(locks, MOST_LOCKS)));
    }
    settings.add("max_prepared_transactions=" + Math.min(prepared, 1000));
    settings.add("track_commit_timestamp=" + all.get("track_commit_timestamp"));
    if ("logical".equals(all.get("wal_level"))) {
      settings.add("wal_level=logical");
    }
    return settings;
  }

  /** Whether a superuser works there, one way or another; so it is where nobody knows. */
  boolean isWorkedBySuperuser(String role) {
    return login == null || roles.isSuperuser(login) || (role != null && roles.isSuperuser(role));
  }

  /** The settings of all and of some roles. */
  List<Setting> settingsOf(Set<String> some) {
    return settings.stream()
        .filter(one -> one.role() == null || some.contains(one.role()))
        .toList();
  }

  static List<List<String>> rows(Statement statement, String sql) throws SQLException {
    List<List<String>> rows = new ArrayList<>();
    try (ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.add(result.getString(i));
        }
        rows.add(row);
      }
    }
    return rows;
  }
}

package dev.postcar.internal.scratch;

import dev.postcar.internal.session.ServerSaid;
import dev.postcar.internal.sql.Quote;
import dev.postcar.internal.sql.SettingCopy;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Gives a scratch server the target's tablespaces, and its databases the target's settings.
 *
 * @param maintenance a session of postcar's own
 * @param options say what the target is like
 */
record ScratchLikeness(Connection maintenance, ScratchOptions options) {

  /** In the data directory of a private server, as no other is its business. */
  void makeTablespaces() {
    for (String tablespace : options.target().tablespaces()) {
      String name = Quote.identifier(tablespace);
      attempt(
          "tablespace " + tablespace,
          List.of(
              "set allow_in_place_tablespaces = on",
              "create tablespace " + name + " location ''",
              "grant create on tablespace " + name + " to public"));
    }
  }

  /**
   * Whether a setting is what any role may set, or changes no more than what SQL does. A
   * superuser's own may name a library or a path of libraries; one of an extension is a superuser's
   * to judge.
   */
  private static final String HARMLESS =
      """
      select coalesce(
               (select s.context = 'user' or s.name in ('lo_compat_privileges', 'session_replication_role', 'plpgsql.variable_conflict')
                  from pg_catalog.pg_settings s where lower(s.name) = lower(p.name)),
               strpos(p.name, '.') > 0 and not exists (
                 select from pg_catalog.pg_available_extensions e
                  where e.name = lower(split_part(p.name, '.', 1)) and e.name <> 'plpgsql'))
        from (values (%s)) p (name)
      """;

  /** The settings of the target's database and of some roles in it. */
  void set(String database, Set<String> roles) throws SQLException {
    String in = Quote.identifier(database);
    maintenance.setAutoCommit(false);
    try {
      for (ScratchTarget.Setting setting : options.target().settingsOf(roles)) {
        String whose =
            setting.role() == null
                ? "database " + in
                : "role " + Quote.identifier(setting.role()) + " in database " + in;
        if (!isHarmless(setting.name())) {
          options
              .note()
              .accept("the scratch database does not have the target's setting " + setting.name());
          continue;
        }
        attempt(
            "setting " + setting.name(), SettingCopy.of(whose, setting.name(), setting.value()));
      }
    } finally {
      maintenance.setAutoCommit(true);
    }
  }

  private boolean isHarmless(String name) throws SQLException {
    boolean fits =
        Arrays.stream(name.split("\\.", -1))
            .map(part -> part.getBytes(StandardCharsets.UTF_8).length)
            .allMatch(length -> length > 0 && length <= Quote.LONGEST_IDENTIFIER_BYTES);
    try (Statement statement = maintenance.createStatement()) {
      return fits
          && "t"
              .equals(
                  ScratchTarget.rows(statement, HARMLESS.formatted(Quote.literal(name)))
                      .get(0)
                      .get(0));
    }
  }

  private void attempt(String what, List<String> statements) {
    try (Statement statement = maintenance.createStatement()) {
      for (String one : statements) {
        statement.execute(one);
      }
      if (!maintenance.getAutoCommit()) {
        maintenance.commit();
      }
    } catch (SQLException e) {
      options
          .note()
          .accept(
              "the scratch database does not have the target's " + what + ": " + ServerSaid.of(e));
      try {
        if (!maintenance.getAutoCommit()) {
          maintenance.rollback();
        }
      } catch (SQLException lost) {
        // What comes next says so.
      }
    }
  }
}

package dev.postcar.internal.scratch;

import dev.postcar.PostcarException;
import dev.postcar.internal.sql.Quote;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What roles may do on a scratch server: where a superuser works on the target, all but what
 * reaches beyond the databases. None is a superuser or becomes a member of a role that reaches
 * files.
 *
 * @param maintenance a session of postcar's own; on a private server a superuser's
 * @param isPrivate whether the server is one
 */
record ScratchRights(Connection maintenance, boolean isPrivate) {

  private static final String STRONG = "createrole createdb bypassrls";

  /** Up to 15 whoever may make roles may grant any but a superuser's: so these become such. */
  private static final String CLOSED =
      """
      update pg_catalog.pg_authid set rolsuper = true
       where rolname in ('pg_execute_server_program', 'pg_read_server_files', 'pg_write_server_files')
         and pg_catalog.current_setting('server_version_num')::int4 < 160000
      """;

  private static final Pattern ALTER_SYSTEM = Pattern.compile("(?i)\\balter\\s+system\\b");

  /**
   * What changes one session; and the server's own file, which a private one never reads again. The
   * grant is a string, since servers before 15 cannot parse it.
   */
  private static final String SETTABLE =
      """
      do $$ declare parameter text; begin
        if pg_catalog.current_setting('server_version_num')::int4 >= 150000 then
          execute 'grant set on parameter session_replication_role, deadlock_timeout, log_statement,
            log_duration, log_min_messages, log_min_error_statement, log_min_duration_statement,
            log_lock_waits, track_activities, track_counts, track_functions, track_io_timing to public';
          for parameter in select name from pg_catalog.pg_settings
              where %s and context <> 'internal' and name !~ 'command$|librar|path' loop
            execute pg_catalog.format('grant alter system on parameter %%I to public', parameter);
          end loop;
        end if;
      end $$
      """;

  private static final String PREDEFINED =
      """
      declare predefined name; begin
        for predefined in select rolname from pg_catalog.pg_roles where rolname in
            ('pg_read_all_data', 'pg_write_all_data', 'pg_monitor', 'pg_signal_backend',
             'pg_checkpoint', 'pg_maintain') loop
          execute pg_catalog.format('grant %%I to %%I with admin option', predefined, %s);
        end loop;
      end
      """;

  /** A cycle is not allowed: of those who were members before, none stays one. */
  private static final String MEMBER_OF_ALL =
      """
      declare other name; begin
        for other in select m.rolname from pg_catalog.pg_auth_members a
            join pg_catalog.pg_roles r on r.oid = a.roleid join pg_catalog.pg_roles m on m.oid = a.member
            where r.rolname = %1$s and m.rolname in (%2$s) loop
          execute pg_catalog.format('revoke %%I from %%I', %1$s, other);
        end loop;
        for other in select rolname from pg_catalog.pg_roles
            where rolname in (%2$s) and rolname <> %1$s and not rolsuper loop
          begin
            execute pg_catalog.format('grant %%I to %%I', other, %1$s);
          exception when invalid_grant_operation then
            null;
          end;
        end loop;
      end
      """;

  /** Closes a private server's ways out. */
  void prepare(List<String> texts) throws SQLException {
    execute("set search_path = pg_catalog, pg_temp");
    if (isPrivate) {
      execute(CLOSED);
      execute(
          SETTABLE.formatted(texts.stream().anyMatch(text -> ALTER_SYSTEM.matcher(text).find())));
    }
  }

  /** Lets a role log in to a private server and do what a superuser of the target would. */
  void empower(String role, String password, boolean strong, Map<String, String> powers)
      throws SQLException {
    refuseBuiltIn(role);
    String name = Quote.identifier(role);
    String may = strong ? STRONG : powers.getOrDefault(role, "");
    execute("alter role " + name + " login password " + Quote.literal(password) + " " + may);
    if (strong) {
      execute("do " + Quote.literal(PREDEFINED.formatted(Quote.literal(role))));
    }
  }

  /** What the history says of who ran something may be any name. */
  void refuseBuiltIn(String role) throws SQLException {
    if (role.startsWith("pg_") || (isPrivate && role.equals(superuser()))) {
      throw new PostcarException.Refusal(
          "Refused: nothing runs as " + role + " on a scratch server.");
    }
  }

  /** Makes one role a member of all others that postcar may grant, as if it were a superuser. */
  void makeMemberOfAll(String first, Collection<String> others) throws SQLException {
    Set<String> all = new TreeSet<>(others);
    if (isPrivate) {
      all.addAll(ScratchRoles.of(maintenance).names());
      all.remove(superuser());
    }
    if (!all.isEmpty()) {
      String names = all.stream().map(Quote::literal).collect(Collectors.joining(", "));
      execute("do " + Quote.literal(MEMBER_OF_ALL.formatted(Quote.literal(first), names)));
    }
  }

  private String superuser() throws SQLException {
    return maintenance.getMetaData().getUserName();
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = maintenance.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(sql);
    }
  }
}

package dev.postcar.internal.run;

import dev.postcar.PostcarException;
import dev.postcar.internal.history.JournalEntry;
import dev.postcar.internal.history.JournalText;
import dev.postcar.internal.plan.Step;
import dev.postcar.internal.session.ServerSaid;
import dev.postcar.internal.session.Session;
import dev.postcar.internal.sql.Quote;
import dev.postcar.internal.sql.SessionEffects;
import dev.postcar.internal.sql.SqlScript;
import dev.postcar.internal.sql.Statement;
import dev.postcar.internal.sql.StatementKind;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the statements of a non-transactional migration make of the session: it is kept after each
 * of them, and restored before the migration is resumed.
 *
 * <p>What runs in the migration's state names its operators in full: its search_path may be
 * anybody's.
 */
final class MigrationSession {

  /** The server knows its lists of everything but of the settings with a dot in their names. */
  private static final String KEPT =
      """
      select pg_catalog.set_config('%5$s', pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object(
          'settings', coalesce((
            select pg_catalog.jsonb_object_agg(s.name, s.setting) from pg_catalog.pg_settings s
             where (s.source = 'session' or (%1$s -> s.name) is not null)
               and s.name !~ '^transaction_(isolation|read_only|deferrable)$'
               and not %1$s @> pg_catalog.jsonb_build_object(s.name, s.setting)), '{}') || %2$s,
          'role', case when pg_catalog.current_setting('role') <> %3$s
              then pg_catalog.current_setting('role') end,
          'user', case when session_user <> %4$s then session_user end,
          'listen', (select pg_catalog.jsonb_agg(c) from pg_catalog.pg_listening_channels() c),
          'lost', (select pg_catalog.jsonb_agg(x.what) from (
              select pg_catalog.format('temporary table %%s', c.relname) what from pg_catalog.pg_class c
               where c.relnamespace = pg_catalog.pg_my_temp_schema() and c.relkind = any ('{r,v,S,p,f,m}')
              union all select pg_catalog.format('temporary function %%s', p.proname) from pg_catalog.pg_proc p
               where p.pronamespace = pg_catalog.pg_my_temp_schema()
              union all select pg_catalog.format('prepared statement %%s', s.name)
                from pg_catalog.pg_prepared_statements s where s.from_sql
              union all select pg_catalog.format('cursor %%s', c.name)
                from pg_catalog.pg_cursors c where c.is_holdable) x)))::pg_catalog.text, true)"""
          .replaceAll(" (=|<>|!~|->|@>|\\|\\|) ", " operator(pg_catalog.$1) ");

  private static final String BASE =
      """
      select session_user, pg_catalog.jsonb_object_agg(name, setting) from pg_catalog.pg_settings
       where source operator(pg_catalog.=) 'session' and name operator(pg_catalog.!~) '^transaction_'""";

  private final Session session;
  private final Step step;
  private final String effects;
  private String login;
  private String base;
  private String custom;

  /**
   * That of a migration.
   *
   * @param effects all SQL that it is made of, or was
   */
  MigrationSession(Session session, Step step, String effects) {
    this.session = session;
    this.step = step;
    this.effects = effects;
  }

  /** Sets the migration's time limits and role, once: what its statements set holds from then. */
  void begin() throws SQLException {
    session.execute(prepared(session, step));
    List<String> row = session.plainRows(BASE).get(0);
    login = row.get(0);
    base = Quote.literal(row.get(1)) + "::pg_catalog.jsonb";
    custom =
        SessionEffects.of(effects).settings().stream()
            .filter(name -> name.indexOf('.') > 0)
            .map(Quote::literal)
            .map(name -> name + ", pg_catalog.current_setting(" + name + ", true)")
            .collect(Collectors.joining(", ", "pg_catalog.jsonb_build_object(", ")"));
  }

  static String prepared(Session session, Step step) {
    return session
        .state()
        .alone(
            limit(
                step.available() == null ? null : step.available().lockTimeout(),
                session.options().lockTimeout()),
            limit(
                step.available() == null ? null : step.available().statementTimeout(),
                session.options().statementTimeout()),
            "postcar " + step.id().name());
  }

  private static Duration limit(Duration own, Duration usual) {
    return own != null ? own : usual;
  }

  /** The statement that takes down, for this transaction, what the session has become. */
  String kept() {
    return KEPT.formatted(
        base,
        custom,
        Quote.literal(session.state().role()),
        Quote.literal(login),
        JournalText.SESSION);
  }

  /** The statements that put postcar's own state on until the transaction ends. */
  List<String> own() {
    return session.state().own(login, session.options().lockTimeout());
  }

  /** Lifts the lock_timeout for a while, unless the migration has set one of its own. */
  String lifted(String before) {
    String keeps =
        SessionEffects.of(before).settings().contains("lock_timeout")
            ? "true"
            : "(%s operator(pg_catalog.->>) 'lock_timeout') operator(pg_catalog.<>) (select s.setting from pg_catalog.pg_settings s where s.name operator(pg_catalog.=) 'lock_timeout')"
                .formatted(base);
    return "select pg_catalog.set_config('postcar.lock_timeout', pg_catalog.current_setting('lock_timeout'), false), pg_catalog.set_config('lock_timeout', case when %s then pg_catalog.current_setting('lock_timeout') else '0' end, false)"
        .formatted(keeps);
  }

  /** Gives it back. */
  static String back() {
    return "select pg_catalog.set_config('lock_timeout', pg_catalog.current_setting('postcar.lock_timeout'), false)";
  }

  /** What would be lost if the session ended now; null for nothing. */
  String lost() throws SQLException {
    String list =
        "select string_agg(x, ', ') from jsonb_array_elements_text(pg_catalog.current_setting('%s')::pg_catalog.jsonb -> 'lost') x"
            .formatted(JournalText.SESSION);
    List<String> message = new ArrayList<>(List.of(session.state().begin(), kept()));
    message.addAll(own());
    message.addAll(List.of(list, "commit"));
    return session.plainRows(String.join(";\n", message)).get(0).get(0);
  }

  /** Refuses to go on where a later statement may miss what ended with the earlier run. */
  void refuseLost(List<JournalEntry> done) {
    String lost = done.isEmpty() ? null : done.get(done.size() - 1).lost();
    if (lost != null) {
      throw refusal(lost + " ended with the session of the earlier run");
    }
  }

  /**
   * Makes the session again what it was after the last of these statements.
   *
   * @param done what is done of the migration, in order
   */
  void restore(JournalText text, List<JournalEntry> done) throws SQLException {
    JournalEntry last = done.isEmpty() ? null : done.get(done.size() - 1);
    try {
      if (last != null && last.session()) {
        restore(text, last);
      } else {
        replay(done);
      }
    } catch (SQLException e) {
      if (session.isLost(e)) {
        throw e;
      }
      throw refusal(ServerSaid.of(e));
    }
  }

  private void restore(JournalText text, JournalEntry last) throws SQLException {
    long row = step.row().row();
    List<String> statements = new ArrayList<>();
    // Read before the migration's search_path is set again.
    for (List<String> other : session.rows(text.others(row, last.direction(), last.number()))) {
      if (other.get(2) != null) {
        statements.add("listen " + Quote.identifier(other.get(2)));
      }
      set(statements, "session_authorization", other.get(0));
      set(statements, "role", other.get(1));
    }
    session.execute(
        session.state().begin()
            + ";\n"
            + session.asRole()
            + text.setAgain(row, last.direction(), last.number())
            + ";\ncommit;\n"
            + String.join(";\n", statements));
  }

  private static void set(List<String> statements, String name, String value) {
    if (value != null) {
      statements.add(
          "select pg_catalog.set_config('%s', %s, false)".formatted(name, Quote.literal(value)));
    }
  }

  /** Up to bookkeeping 0.3 only the statements are kept: those that set, and do nothing else. */
  private void replay(List<JournalEntry> done) throws SQLException {
    for (JournalEntry entry : done) {
      for (Statement statement : SqlScript.statements(entry.sql())) {
        if (StatementKind.isSet(statement)) {
          session.execute(statement.text());
        }
      }
    }
  }

  private PostcarException.Refusal refusal(String why) {
    return new PostcarException.Refusal(
        "Refused: the session of %s cannot be restored: %s. Nothing was changed.\n%s"
            .formatted(step.id(), why, step.waysOut(false, false).next("")));
  }
}

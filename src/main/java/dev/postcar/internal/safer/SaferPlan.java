package dev.postcar.internal.safer;

import dev.postcar.Reporter;
import dev.postcar.internal.config.Config;
import dev.postcar.internal.plan.Step;
import dev.postcar.internal.run.Rehearsal;
import dev.postcar.internal.session.Connections;
import dev.postcar.internal.sql.SqlScript;
import dev.postcar.internal.sql.Statement;
import dev.postcar.result.SaferResult;
import dev.postcar.result.TraceResult;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The safe form of a migration, worked out statement by statement on a scratch database.
 *
 * @param parts in order; empty where nothing is to be changed
 * @param left the hints for which there is no form
 */
public record SaferPlan(List<SaferPart> parts, List<SaferResult.Left> left) {

  private static final String TIMEOUT =
      "^set (local |session )?(lock_timeout|statement_timeout)\\b";
  private static final String TIMEOUT_OFF =
      "^set (local |session )?lock_timeout (=|to) '?(0|default)";
  private static final String SESSION =
      "^(set|reset|create (global |local )?temp(orary)?|declare|prepare|select (pg_catalog\\.)?set_config)\\b";

  /** Whether there is a safe form for a hint, at least in some cases. */
  public static boolean hasForm(String hint) {
    return Forms.has(hint);
  }

  /** The SQL of a migration with a statement for each action, as it is to be traced. */
  public static String actions(String sql) {
    return Action.of(sql).stream().map(Action::text).collect(Collectors.joining(";\n"));
  }

  /**
   * Works it out.
   *
   * @param scratch connections to a database with all that comes before the migration
   * @param hints what trace says of {@link #actions}
   * @throws SQLException as the server says
   */
  public static SaferPlan of(
      Connections scratch, Config options, Step step, List<TraceResult.Hint> hints)
      throws SQLException {
    Map<Integer, Set<String>> byAction = new HashMap<>();
    hints.forEach(
        hint ->
            byAction.computeIfAbsent(hint.statement() - 1, key -> new HashSet<>()).add(hint.id()));
    List<Action> actions = Action.of(step.ownSql());
    List<Rewrite> rewrites = new ArrayList<>();
    List<Seen> all = new ArrayList<>();
    try (Rehearsal rehearsal = Rehearsal.open(scratch, options, Reporter.SILENT)) {
      Set<String> unsteady = unsteady(rehearsal.connection());
      if (step.isTransactional()) {
        rehearsal.begin(step);
      }
      String inseparable = Separation.obstacle(actions);
      Facts before = Facts.of(rehearsal.connection());
      for (int i = 0; i < actions.size(); i++) {
        Action action = actions.get(i);
        if (!step.isTransactional()) {
          rehearsal.alone(step, SqlScript.statements(action.text()).get(0));
        }
        rehearsal.send(action.text());
        Facts after = Facts.of(rehearsal.connection());
        String undo = Undo.of(action, before, after, mirrored(step, actions, action));
        Seen seen = new Seen(action, before, after, byAction.getOrDefault(i, Set.of()), undo);
        all.add(seen);
        rewrites.add(
            inseparable != null && Forms.isFor(seen)
                ? Rewrite.none(inseparable)
                : Forms.of(seen, unsteady));
        before = after;
      }
      rehearsal.rollback();
    }
    return new SaferPlan(parts(step, all, rewrites), left(hints, rewrites));
  }

  /** Functions that do not give the same result always. */
  private static Set<String> unsteady(Connection connection) throws SQLException {
    Set<String> names = new HashSet<>();
    try (java.sql.Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select distinct proname from pg_catalog.pg_proc where provolatile <> 'i'")) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return names;
  }

  /** The statement of the rollback that has this one's place, counted from the end. */
  private static String mirrored(Step step, List<Action> actions, Action action) {
    String rollback = step.available().rollbackSql();
    boolean split = actions.stream().filter(a -> a.statement() == action.statement()).count() > 1;
    if (rollback == null || split) {
      return null;
    }
    List<Statement> back = SqlScript.statements(rollback);
    int count = actions.get(actions.size() - 1).statement() + 1;
    if (count == 1) {
      return back.stream().map(Statement::text).collect(Collectors.joining(";\n"));
    }
    return back.size() == count ? back.get(count - 1 - action.statement()).text() : null;
  }

  private static List<SaferResult.Left> left(List<TraceResult.Hint> hints, List<Rewrite> rewrites) {
    List<SaferResult.Left> left = new ArrayList<>();
    for (TraceResult.Hint hint : hints) {
      Rewrite rewrite = rewrites.get(hint.statement() - 1);
      String reason =
          Forms.has(hint.id())
              ? (rewrite == null ? null : rewrite.reason())
              : Forms.reason(hint.id()) == null ? hint.message() : Forms.reason(hint.id());
      if (reason != null) {
        left.add(new SaferResult.Left(hint.id(), hint.level(), reason));
      }
    }
    return left.stream().distinct().toList();
  }

  private static List<SaferPart> parts(Step step, List<Seen> all, List<Rewrite> rewrites) {
    boolean off = all.stream().anyMatch(seen -> seen.hints().contains(Forms.LOCK_TIMEOUT));
    boolean separable = Separation.obstacle(all.stream().map(Seen::action).toList()) == null;
    PartsList parts = new PartsList(step.isTransactional());
    for (int i = 0; i < all.size(); i++) {
      Seen seen = all.get(i);
      Action action = seen.action();
      Rewrite rewrite = rewrites.get(i);
      if (action.says(TIMEOUT)) {
        if (!off || !action.says(TIMEOUT_OFF)) {
          parts.always(action.text());
        }
      } else if (rewrite != null && rewrite.reason() == null) {
        rewrite.pieces().forEach(parts::add);
      } else {
        boolean before = separable && seen.hasOneOf(Forms.CUT_BEFORE, Forms.ALONE);
        boolean after = separable && seen.hasOneOf(Forms.CUT_AFTER, Forms.ALONE);
        parts.keep(action, seen.undo(), before, after);
      }
    }
    // What cannot be undone as a whole cannot be undone in part.
    return step.available().rollbackSql() != null
        ? parts.all()
        : parts.all().stream().map(SaferPart::irreversible).toList();
  }

  /** A statement of the rollback that restores rows; null for none. */
  public static String restoresRows(String rollback) {
    return rollback == null ? null : Separation.rows(Action.of(rollback));
  }

  /** A statement that the others depend on by the session alone; null for none. */
  public static String sessionStatement(String sql) {
    return Action.of(sql).stream()
        .filter(action -> action.says(SESSION) && !action.says(TIMEOUT))
        .map(Action::plain)
        .findFirst()
        .orElse(null);
  }

  /** Whether this differs from the migration as it is. */
  public boolean changesSomething(String sql) {
    return parts.size() != 1
        || parts.get(0).batches()
        || parts.get(0).deploy() != null
        || !plain(parts.get(0).forward()).equals(plain(sql));
  }

  private static List<String> plain(String sql) {
    return SqlScript.statements(sql).stream()
        .map(statement -> SqlScript.canonical(statement.text()))
        .toList();
  }
}

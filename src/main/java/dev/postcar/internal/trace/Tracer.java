package dev.postcar.internal.trace;

import dev.postcar.internal.plan.Step;
import dev.postcar.internal.run.Rehearsal;
import dev.postcar.internal.session.Connections;
import dev.postcar.internal.sql.SqlScript;
import dev.postcar.internal.sql.Statement;
import dev.postcar.internal.sql.StatementKind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Runs migrations on a scratch database and looks at what each of their statements does. */
final class Tracer {

  /** What can change neither a column nor a constraint. */
  private static final Pattern PLAIN =
      Pattern.compile("^(select|insert|update|delete|set|reset|lock|vacuum|analyze|comment)\\b");

  private static final Set<String> REFUSED_IN_TRANSACTION = Set.of("25001", "2D000");

  private final Connections connections;
  private final Rehearsal rehearsal;

  Tracer(Connections connections, Rehearsal rehearsal) {
    this.connections = connections;
    this.rehearsal = rehearsal;
  }

  /** Runs a migration without looking. */
  void build(Step step) {
    if (step.isCode()) {
      trace(step);
      return;
    }
    int number = 0;
    Statement current = null;
    try {
      if (step.isTransactional()) {
        rehearsal.begin(step);
      }
      for (Statement statement : SqlScript.statements(step.ownSql())) {
        current = statement;
        number++;
        if (!step.isTransactional()) {
          rehearsal.alone(step, statement);
        }
        rehearsal.send(statement.text());
      }
      end(step);
    } catch (SQLException e) {
      rehearsal.rollback();
      throw rehearsal.failure(step, e, number, current);
    }
  }

  private void end(Step step) throws SQLException {
    if (step.isTransactional()) {
      rehearsal.commit();
    } else {
      rehearsal.tidy();
    }
  }

  /** Runs a migration and looks. */
  MigrationTrace trace(Step step) {
    try {
      Snapshot start = Snapshot.all(rehearsal.connection());
      if (step.isCode()) {
        return new MigrationTrace(step, step.isTransactional(), start, List.of(code(step)));
      }
      List<Statement> statements = SqlScript.statements(step.ownSql());
      List<Observation> observations =
          step.isTransactional() ? runBatch(step, statements) : apart(step, statements, start);
      return new MigrationTrace(step, step.isTransactional(), start, observations);
    } catch (SQLException e) {
      rehearsal.rollback();
      throw rehearsal.failure(step, e, 0, null);
    }
  }

  private List<Observation> runBatch(Step step, List<Statement> statements) throws SQLException {
    List<Observation> past = new ArrayList<>();
    rehearsal.begin(step);
    Snapshot before = Snapshot.all(rehearsal.connection());
    for (Statement statement : statements) {
      try {
        Observation seen = inTransaction(statement, before, past);
        past.add(seen);
        before = seen.after();
      } catch (SQLException e) {
        rehearsal.rollback();
        throw rehearsal.failure(step, e, past.size() + 1, statement);
      }
    }
    rehearsal.commit();
    return past;
  }

  private Observation inTransaction(Statement statement, Snapshot before, List<Observation> past)
      throws SQLException {
    String skeleton = SqlScript.skeleton(statement.text());
    Connection connection = rehearsal.connection();
    Set<Locks.Row> had = Locks.of(connection, rehearsal.backendPid());
    long startedAt = System.nanoTime();
    rehearsal.send(statement.text());
    long millis = (System.nanoTime() - startedAt) / 1_000_000;
    Set<Locks.Row> has = Locks.of(connection, rehearsal.backendPid());
    Snapshot after =
        PLAIN.matcher(skeleton).find() ? before.again(connection) : Snapshot.all(connection);
    Set<Long> rewrites = Observation.rewrites(before, after);
    return new Observation(
        statement,
        skeleton,
        millis,
        before,
        after,
        Locks.taken(had, has, before, rewrites, skeleton, past),
        rewrites,
        Observation.scans(before, after, skeleton));
  }

  private List<Observation> apart(Step step, List<Statement> statements, Snapshot start) {
    List<Observation> past = new ArrayList<>();
    Snapshot before = start;
    for (Statement statement : statements) {
      try {
        Observation seen = one(step, statement, before);
        past.add(seen);
        before = seen.after();
      } catch (SQLException e) {
        rehearsal.rollback();
        throw rehearsal.failure(step, e, past.size() + 1, statement);
      }
    }
    rehearsal.tidy();
    return past;
  }

  /** As a migrate does it: in a transaction of its own where the server allows that. */
  private Observation one(Step step, Statement statement, Snapshot before) throws SQLException {
    if (!StatementKind.refusesTransaction(statement)) {
      try {
        rehearsal.begin(step);
        Observation seen =
            inTransaction(statement, before.again(rehearsal.connection()), List.of());
        rehearsal.send("commit");
        return seen;
      } catch (SQLException e) {
        rehearsal.rollback();
        if (!REFUSED_IN_TRANSACTION.contains(e.getSQLState())) {
          throw e;
        }
      }
    }
    return runOne(step, statement, before);
  }

  private Observation runOne(Step step, Statement statement, Snapshot before) throws SQLException {
    rehearsal.alone(step, statement);
    try (Connection observer = connections.borrowAuxiliary();
        Connection first = connections.borrowAuxiliary();
        Connection second = connections.borrowAuxiliary()) {
      AloneStatement alone = new AloneStatement(rehearsal, observer, first, second);
      long millis = alone.run(statement, before);
      Snapshot after = Snapshot.all(rehearsal.connection());
      Set<Long> rewrites = Observation.rewrites(before, after);
      return new Observation(
          statement,
          SqlScript.skeleton(statement.text()),
          millis,
          before,
          after,
          Locks.held(alone.seen(), before.relations()),
          rewrites,
          Observation.scansByEffect(before, after, rewrites));
    }
  }

  private Observation code(Step step) throws SQLException {
    Connection connection = rehearsal.connection();
    boolean transaction = step.isTransactional();
    if (transaction) {
      rehearsal.begin(step);
    } else {
      rehearsal.alone(step, null);
    }
    Snapshot before = Snapshot.all(connection);
    CodeSeen seen = new CodeSeen(transaction, before);
    long startedAt = System.nanoTime();
    rehearsal.code(step, () -> seen.look(startedAt));
    rehearsal.tidy();
    return seen.observation;
  }

  /** What is seen of a code migration, before its transaction ends. */
  private final class CodeSeen {
    private final boolean transaction;
    private final Snapshot before;
    private Observation observation;

    CodeSeen(boolean transaction, Snapshot before) {
      this.transaction = transaction;
      this.before = before;
    }

    void look(long startedAt) throws SQLException {
      long millis = (System.nanoTime() - startedAt) / 1_000_000;
      Connection connection = rehearsal.connection();
      Set<Locks.Row> has = transaction ? Locks.of(connection, rehearsal.backendPid()) : Set.of();
      Snapshot after = Snapshot.all(connection);
      Set<Long> rewrites = Observation.rewrites(before, after);
      observation =
          new Observation(
              null,
              "",
              millis,
              before,
              after,
              Locks.held(has, before.relations()),
              rewrites,
              transaction
                  ? Observation.scans(before, after, "")
                  : Observation.scansByEffect(before, after, rewrites));
      if (transaction) {
        rehearsal.commit();
      }
    }
  }
}

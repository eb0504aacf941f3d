package dev.postcar.internal.run;

import dev.postcar.Direction;
import dev.postcar.PostcarException;
import dev.postcar.Reporter;
import dev.postcar.Target;
import dev.postcar.internal.config.Config;
import dev.postcar.internal.monitor.StallDetector;
import dev.postcar.internal.monitor.Watch;
import dev.postcar.internal.plan.Step;
import dev.postcar.internal.session.Connections;
import dev.postcar.internal.session.Interruption;
import dev.postcar.internal.session.ServerNotices;
import dev.postcar.internal.session.Session;
import dev.postcar.internal.sql.Statement;
import dev.postcar.internal.sql.StatementKind;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs migrations on a database of postcar's own, piece by piece: in the transactions and with the
 * session state that a migrate gives them, but without lock and history.
 */
public final class Rehearsal implements AutoCloseable {

  private final Session session;
  private final Config options;
  private final Reporter reporter;
  private final Watch watch;

  private Rehearsal(Session session, Config options, Reporter reporter, Watch watch) {
    this.session = session;
    this.options = options;
    this.reporter = reporter;
    this.watch = watch;
  }

  /** Cancels the statement under way, if there is one. */
  public void cancel() {
    try {
      session.connection().cancelQuery();
    } catch (SQLException e) {
      // The server is gone: the statement ends with it.
    }
  }

  /**
   * Connects.
   *
   * @return outside any transaction
   */
  public static Rehearsal open(Connections connections, Config options, Reporter reporter) {
    Session session = Session.open(connections, options);
    session.send(session.state().prepare());
    Watch watch =
        new Watch(
            connections::borrowAuxiliary,
            session.server().backendPid(),
            Reporter.SILENT,
            new StallDetector(session.options().settling(), true, seen -> {}, session::abort),
            session.options().lockTimeout(),
            1);
    return new Rehearsal(session, options, reporter, watch);
  }

  /**
   * The connection that everything runs on, for looking at what it did.
   *
   * @return in autocommit and the simple protocol: it holds no snapshot between statements
   */
  public Connection connection() {
    return session.connection();
  }

  /** The server process behind the connection. */
  public int backendPid() {
    return session.server().backendPid();
  }

  /** Begins a migration's transaction, or that of one statement of a non-transactional one. */
  public void begin(Step step) throws SQLException {
    List<String> statements =
        new ArrayList<>(
            session
                .state()
                .begin(
                    lockTimeout(step, null),
                    statementTimeout(step),
                    "postcar " + step.id().name()));
    statements.addAll(session.state().users());
    session.execute(String.join(";\n", statements));
    waitAsLongAsItTakes();
  }

  /** On many rows a statement is silent for longer than a question of postcar's own may be. */
  private void waitAsLongAsItTakes() throws SQLException {
    connection().setNetworkTimeout(Runnable::run, 0);
  }

  /**
   * Prepares a statement that runs outside any transaction.
   *
   * @param statement null for code
   */
  public void alone(Step step, Statement statement) throws SQLException {
    session.execute(
        session
            .state()
            .alone(
                lockTimeout(step, statement),
                statementTimeout(step),
                "postcar " + step.id().name()));
    waitAsLongAsItTakes();
  }

  /** Sends SQL as it is; rows that it returns are dropped. */
  public void send(String sql) throws SQLException {
    session.execute(sql);
  }

  /**
   * Runs a code migration.
   *
   * @param step which; its transaction is open unless it is non-transactional
   * @throws SQLException what the server said or the code threw
   */
  public void code(Step step, Closing commit) throws SQLException {
    StepRun steps =
        new StepRun(
            session,
            null,
            null,
            new Arrivals(reporter),
            new Interruption(),
            watch,
            new ArrayList<>(),
            new ArrayList<>(),
            new ServerNotices(reporter));
    CodeRun run = new CodeRun(step, steps);
    try {
      Throwable thrown = run.run();
      if (thrown != null) {
        throw session.thrown(thrown);
      }
      commit.run();
    } catch (SQLException e) {
      rollback();
      throw e;
    } finally {
      run.cleanup();
    }
  }

  /** What ends a code migration's transaction. */
  @FunctionalInterface
  public interface Closing {
    /** Ends it. */
    void run() throws SQLException;
  }

  /**
   * Ends a migration's transaction: takes back what it did to the session, and commits.
   *
   * @throws SQLException as the server says, of a deferred constraint too
   */
  public void commit() throws SQLException {
    session.execute(session.state().reset() + session.state().commit());
  }

  /** Rolls back whatever is open. */
  public void rollback() {
    session.send("rollback");
  }

  /** Takes back, outside any transaction, what a non-transactional migration did to the session. */
  public void tidy() {
    session.send(session.state().resetOutside());
  }

  /**
   * Says why a migration failed here; to be thrown.
   *
   * @param number of the statement, from 1; 0 where not known
   * @param statement that statement; null where not known
   */
  public PostcarException failure(Step step, Throwable error, int number, Statement statement) {
    FailureText text =
        new FailureText(
            step,
            step.isCode() ? "" : step.ownSql(),
            error,
            number,
            statement == null ? "" : statement.text(),
            statement == null ? -1 : (int) statement.start());
    return new PostcarException.MigrationFailed(
        step.id(),
        text.text(
                step.direction() == Direction.ROLLBACK ? " (rollback)" : "",
                Target.Mode.EACH,
                options.sources())
            + "\nState: this was on the scratch database; no other was touched.",
        text.cause(),
        null);
  }

  private Duration lockTimeout(Step step, Statement statement) {
    if (statement != null && StatementKind.concurrently(statement)) {
      return Duration.ZERO;
    }
    Duration own = step.available() == null ? null : step.available().lockTimeout();
    return own != null ? own : options.lockTimeout();
  }

  private Duration statementTimeout(Step step) {
    Duration own = step.available() == null ? null : step.available().statementTimeout();
    return own != null ? own : options.statementTimeout();
  }

  @Override
  public void close() {
    watch.close();
    session.close();
  }
}

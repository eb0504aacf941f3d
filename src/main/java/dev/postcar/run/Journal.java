package dev.postcar.run;

import dev.postcar.Direction;
import dev.postcar.Reporter;
import dev.postcar.history.HistoryEntry;
import dev.postcar.history.HistoryText;
import dev.postcar.history.JournalEntry;
import dev.postcar.history.RowState;
import dev.postcar.monitor.Watch;
import dev.postcar.plan.Step;
import dev.postcar.report.Event;
import dev.postcar.sql.ConcurrentIndex;
import dev.postcar.sql.SqlScript;
import dev.postcar.sql.Statement;
import dev.postcar.sql.StatementKind;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Runs a non-transactional migration: a row that says <em>started</em>, then statement by
 * statement, each one journalled, then the row that says <em>applied</em>.
 *
 * <p>A statement that may run in a transaction commits together with its journal row. One that may
 * not is journalled before and after; if the run dies in between, {@link InDoubt} finds out.
 */
final class Journal {

  private final Session session;
  private final HistoryText text;
  private final Interruption interruption;
  private final Watch watch;
  private final Reporter reporter;
  private final String operation;
  private final Step step;
  private final UUID attempt = UUID.randomUUID();
  private long generation;
  private long begun;

  Journal(StepRun steps, String operation, Step step, long generation) {
    this.session = steps.session();
    this.text = steps.text();
    this.interruption = steps.interruption();
    this.watch = steps.watch();
    this.reporter = steps.reporter();
    this.operation = operation;
    this.step = step;
    this.generation = generation;
  }

  /** A statement, or code, that failed, and what state its migration is in now. */
  static final class StatementFailed extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient FailureText failure;
    private final String state;
    private final boolean pendingAgain;

    StatementFailed(FailureText failure, String state) {
      this(failure, state, false);
    }

    StatementFailed(FailureText failure, String state, boolean pendingAgain) {
      super(failure.reason(), failure.error());
      this.failure = failure;
      this.state = state;
      this.pendingAgain = pendingAgain;
    }

    /** Whether it was compensated, so that nothing is interrupted. */
    boolean isPendingAgain() {
      return pendingAgain;
    }

    FailureText failure() {
      return failure;
    }

    String state() {
      return state;
    }
  }

  /**
   * Runs it, or goes on with it.
   *
   * @param sql what to run
   * @return the generation afterwards
   * @throws StatementFailed if a statement failed; the migration is interrupted then
   * @throws HistoryMoved if another runner has written since the plan was made
   * @throws ConnectionLost if the connection went away
   */
  long run(String sql) throws StatementFailed {
    begin();
    List<Statement> statements = SqlScript.statements(sql);
    Map<Integer, List<String>> journal = journal();
    for (int i = 0; i < statements.size(); i++) {
      List<String> entry = journal.get(i + 1);
      boolean done = entry != null && entry.get(1).equals("done");
      if (done && !StatementKind.isSet(statements.get(i))) {
        continue;
      }
      try {
        one(statements.get(i), i + 1, entry);
      } catch (SQLException e) {
        throw failed(sql, statements, i, e);
      }
    }
    return end();
  }

  /** The row that says <em>started</em>, in a transaction of its own. */
  void begin() {
    begun = System.nanoTime();
    boolean goingOn = step.action() == Step.Action.RESUME;
    String row =
        goingOn
            ? text.journal().takeOver(step.row().row(), attempt)
            : step.direction() == Direction.FORWARD
                ? text.begin(entry(), attempt)
                : text.beginRollback(step.row().row(), attempt);
    own(text.moveGeneration(generation) + ";\n" + row);
    generation++;
  }

  private HistoryEntry entry() {
    return new HistoryEntry(
        step.id(),
        step.available().checksum(),
        step.available().forwardSql(),
        step.available().rollbackSql());
  }

  private Map<Integer, List<String>> journal() {
    Map<Integer, List<String>> journal = new HashMap<>();
    if (step.action() != Step.Action.RESUME) {
      return journal;
    }
    try {
      for (List<String> row : session.rows(text.journal().of(step.row().row(), step.direction()))) {
        journal.put(Integer.valueOf(row.get(0)), row);
      }
      return journal;
    } catch (SQLException e) {
      throw BookkeepingFailure.of(e, session.options());
    }
  }

  private void one(Statement statement, int number, List<String> entry) throws SQLException {
    if (!StatementKind.refusesTransaction(statement)) {
      inTransaction(statement, number);
      return;
    }
    if (entry != null && new InDoubt(session, reporter, step).isDone(statement, entry.get(3))) {
      own(text.journal().statement(step.id(), attempt, journalled(statement, number, true)));
      return;
    }
    own(text.journal().statement(step.id(), attempt, journalled(statement, number, false)));
    alone(statement);
    own(text.journal().statement(step.id(), attempt, journalled(statement, number, true)));
  }

  private void inTransaction(Statement statement, int number) throws SQLException {
    running(
        String.join(";\n", begin(lockTimeout(statement)))
            + ";\n"
            + statement.text()
            + "\n;\n"
            + text.journal().statement(step.id(), attempt, journalled(statement, number, true))
            + ";\ncommit");
  }

  /** Waits for old snapshots count as lock waits, so CONCURRENTLY runs without a lock_timeout. */
  private void alone(Statement statement) throws SQLException {
    checked(session.state().alone(lockTimeout(statement), statementTimeout()));
    running(statement.text());
  }

  private void running(String sql) throws SQLException {
    interruption.running(session.connection());
    watch.begin();
    try {
      checked(sql);
    } finally {
      watch.end();
      interruption.settling();
    }
  }

  /**
   * The row that says <em>applied</em> or <em>reverted</em>, in a transaction of its own.
   *
   * @return the generation afterwards
   */
  long end() {
    boolean back = step.direction() == Direction.ROLLBACK;
    boolean asItIsNow = !back && step.available() != null && !step.storedSql();
    checkedReset();
    own(
        text.moveGeneration(generation)
            + ";\n"
            + (back ? text.revertReplaced(step.id()) + ";\n" : "")
            + text.journal()
                .closeInterrupted(
                    step.id(),
                    attempt,
                    back ? RowState.REVERTED : RowState.APPLIED,
                    operation,
                    asItIsNow ? entry() : null,
                    millis()));
    return ++generation;
  }

  private long millis() {
    return Duration.ofNanos(System.nanoTime() - begun).toMillis();
  }

  /** The row of what was begun and compensated: the migration is pending again. */
  void takeBack() {
    own(
        text.moveGeneration(generation)
            + ";\n"
            + text.journal()
                .closeInterrupted(
                    step.id(), attempt, RowState.REVERTED, operation, null, millis()));
    generation++;
  }

  /** Sets the migration's time limits, and the role, for what runs outside any transaction. */
  void prepare() {
    Duration own = step.available().lockTimeout();
    Duration lockTimeout = own != null ? own : session.options().lockTimeout();
    try {
      checked(session.state().alone(lockTimeout, statementTimeout()));
    } catch (SQLException e) {
      throw BookkeepingFailure.of(e, session.options());
    }
  }

  /** Says that the connection went away in the middle of it. */
  ConnectionLost lost(SQLException error) {
    return new ConnectionLost(step, attempt, error);
  }

  private void checkedReset() {
    session.send(session.state().resetOutside());
  }

  /** Bookkeeping of postcar's own, in a transaction of its own. */
  private void own(String statements) {
    try {
      checked(
          String.join(
                  ";\n",
                  session
                      .state()
                      .begin(session.options().lockTimeout(), Duration.ZERO, "postcar bookkeeping"))
              + ";\n"
              + statements
              + ";\ncommit");
    } catch (SQLException e) {
      session.send("rollback");
      if ("22012".equals(e.getSQLState()) || "23505".equals(e.getSQLState())) {
        throw new HistoryMoved();
      }
      throw BookkeepingFailure.of(e, session.options());
    }
  }

  private void checked(String sql) throws SQLException {
    RawMessage.Answer answer =
        session.send(
            sql,
            (completed, notice) -> reporter.on(new Event.Said(step.id(), notice.getMessage())));
    if (answer.error() != null) {
      if (session.isLost(answer.error())) {
        throw new ConnectionLost(step, attempt, answer.error());
      }
      throw answer.error();
    }
  }

  private StatementFailed failed(
      String sql, List<Statement> statements, int index, SQLException error) {
    session.send("rollback");
    Statement statement = statements.get(index);
    String invalid = new InDoubt(session, reporter, step).invalidIndexes(statement);
    checkedReset();
    FailureText failure =
        new FailureText(step, sql, error, index + 1, statement.text(), (int) statement.start());
    return new StatementFailed(
        failure,
        "State: interrupted: "
            + (index == 0
                ? "no statement"
                : index == 1 ? "statement 1" : "statements 1 to " + index)
            + " of "
            + statements.size()
            + " done, statement "
            + (index + 1)
            + " is next"
            + (invalid.isEmpty()
                ? "."
                : "; it left an INVALID index, which resume drops: " + invalid + "."));
  }

  private List<String> begin(Duration lockTimeout) {
    return session.state().begin(lockTimeout, statementTimeout(), "postcar " + step.id().name());
  }

  private Duration lockTimeout(Statement statement) {
    if (StatementKind.concurrently(statement)) {
      return Duration.ZERO;
    }
    Duration own = step.available() == null ? null : step.available().lockTimeout();
    return own != null ? own : session.options().lockTimeout();
  }

  private Duration statementTimeout() {
    Duration own = step.available() == null ? null : step.available().statementTimeout();
    return own != null ? own : session.options().statementTimeout();
  }

  private JournalEntry journalled(Statement statement, int number, boolean done) {
    return new JournalEntry(
        step.direction(),
        number,
        done,
        statement.text(),
        ConcurrentIndex.of(statement).map(ConcurrentIndex::table).orElse(null));
  }
}

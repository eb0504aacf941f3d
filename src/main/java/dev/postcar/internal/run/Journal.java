package dev.postcar.internal.run;

import dev.postcar.Direction;
import dev.postcar.internal.history.HistoryEntry;
import dev.postcar.internal.history.HistoryMoved;
import dev.postcar.internal.history.HistoryText;
import dev.postcar.internal.history.JournalEntry;
import dev.postcar.internal.history.RowState;
import dev.postcar.internal.plan.Step;
import dev.postcar.internal.session.BookkeepingFailure;
import dev.postcar.internal.session.RawMessage;
import dev.postcar.internal.session.ServerNotices;
import dev.postcar.internal.session.ServerSaid;
import dev.postcar.internal.session.Session;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The rows of a non-transactional migration: one that says <em>started</em>, one for each statement
 * ({@link OutsideSql}), then the first again, which says <em>applied</em>.
 */
final class Journal {

  private final Session session;
  private final HistoryText text;
  private final ServerNotices notices;
  private final String operation;
  private final Step step;
  private final UUID attempt = UUID.randomUUID();
  private long generation;
  private long startedAt;

  Journal(StepRun steps, String operation, Step step, long generation) {
    this.session = steps.session();
    this.text = steps.text();
    this.notices = steps.notices();
    this.operation = operation;
    this.step = step;
    this.generation = generation;
  }

  /** A statement, or code, that failed, and what state its migration is in now. */
  static final class StatementFailed extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient FailureText failure;
    private final String circumstances;
    private final String state;
    private final String next;

    StatementFailed(FailureText failure, String circumstances, String state, String next) {
      super(failure.reason(), failure.error());
      this.failure = failure;
      this.circumstances = circumstances;
      this.state = state;
      this.next = next;
    }

    FailureText failure() {
      return failure;
    }

    /** How often it was tried and who was in the way, each on a line; empty for nothing. */
    String circumstances() {
      return circumstances;
    }

    /** What the migration is now, from {@code State:} on. */
    String state() {
      return state;
    }

    /** What leads out, after {@code Next:}; null where the migration is pending again. */
    String next() {
      return next;
    }
  }

  UUID attempt() {
    return attempt;
  }

  /** What a statement's row says, as a statement. */
  String row(JournalEntry entry) {
    return text.journal().statement(step.id(), attempt, entry);
  }

  /** The statements of one direction, in order; none for a migration that was never started. */
  List<JournalEntry> read(Direction direction) {
    try {
      return step.row() == null
          ? List.of()
          : session.rows(text.journal().of(step.row().row(), direction)).stream()
              .map(row -> JournalEntry.of(direction, row))
              .toList();
    } catch (SQLException e) {
      throw unusable(e);
    }
  }

  /** The row that says <em>started</em>, or <em>reverting</em>. */
  void begin() {
    // Code that was interrupted is taken over as it is; so is its rollback.
    boolean goingOn = step.action() == Step.Action.RESUME;
    begin(
        List.of(),
        goingOn
            ? text.journal().takeOver(step.row().row(), attempt)
            : step.direction() == Direction.FORWARD
                ? text.begin(entry(), attempt)
                : text.beginRollback(step.row().row(), attempt)
                    + ";\n"
                    + text.journal().forgetBatches(attempt, Direction.ROLLBACK));
  }

  /** Takes the row of an interrupted migration over, with what else belongs to that. */
  void takeOver(List<String> inState, List<String> more) {
    List<String> statements = new ArrayList<>(List.of());
    statements.add(text.journal().takeOver(step.row().row(), attempt));
    statements.addAll(more);
    begin(inState, String.join(";\n", statements));
  }

  private void begin(List<String> inState, String row) {
    startedAt = System.nanoTime();
    try {
      own(
          inState,
          text.moveGeneration(generation) + ";\n" + row + ";\n" + text.journal().probe(attempt));
    } catch (SQLException e) {
      throw unusable(e);
    }
    generation++;
  }

  private HistoryEntry entry() {
    return new HistoryEntry(
        step.id(),
        step.available().checksum(),
        step.available().forwardSql(),
        step.available().rollbackSql());
  }

  /** The row that says <em>applied</em> or <em>reverted</em>, in a transaction of its own. */
  long end() throws SQLException {
    boolean back = step.direction() == Direction.ROLLBACK;
    boolean asItIsNow = !back && step.available() != null && !step.storedSql();
    return close(
        back ? text.revertReplaced(step.id()) + ";\n" : "",
        back ? RowState.REVERTED : RowState.APPLIED,
        asItIsNow ? entry() : null);
  }

  /** The row of what was started, and of which nothing is left: the migration is pending again. */
  long takeBack() throws SQLException {
    return close("", RowState.REVERTED, null);
  }

  private long close(String before, RowState state, HistoryEntry now) throws SQLException {
    long millis = Duration.ofNanos(System.nanoTime() - startedAt).toMillis();
    reset();
    own(
        List.of(),
        text.moveGeneration(generation)
            + ";\n"
            + before
            + text.journal()
                .closeInterrupted(
                    step.id(), attempt, state, operation, now, String.valueOf(millis)));
    return ++generation;
  }

  /** Sets the migration's time limits, and the role, for what runs outside any transaction. */
  void prepare() {
    try {
      session.execute(MigrationSession.prepared(session, step));
    } catch (SQLException e) {
      throw session.isLost(e) ? lost(e) : unusable(e);
    }
  }

  /** Says that the connection went away in the middle of it. */
  ConnectionLost lost(SQLException error) {
    return new ConnectionLost(step, attempt, error);
  }

  void reset() {
    session.send(session.state().resetOutside());
  }

  private RuntimeException unusable(SQLException error) {
    return BookkeepingFailure.of(error, session.options());
  }

  /** Bookkeeping of postcar's own, in a transaction of its own. */
  void own(List<String> inState, String statements) throws SQLException {
    List<String> message = new ArrayList<>();
    if (inState.isEmpty()) {
      message.addAll(
          session
              .state()
              .begin(session.options().lockTimeout(), Duration.ZERO, "postcar bookkeeping"));
    } else {
      message.add(session.state().begin());
      message.addAll(inState);
    }
    message.add(statements);
    message.add("commit");
    SQLException error = send(String.join(";\n", message)).error();
    if (error != null) {
      session.send("rollback");
      if ("57014".equals(error.getSQLState())) {
        // A cancel that was meant for the statement before, and came late.
        error = send(String.join(";\n", message)).error();
      }
    }
    if (error != null) {
      session.send("rollback");
      if (isMoved(error)) {
        throw new HistoryMoved();
      }
      throw error;
    }
  }

  /** Another runner has written: the fence, or the row that was expected, is gone. */
  static boolean isMoved(SQLException error) {
    return "22012".equals(error.getSQLState()) || "23505".equals(error.getSQLState());
  }

  /**
   * Sends a message, and reports the server's notices.
   *
   * @throws ConnectionLost if there is no session any more
   */
  RawMessage.Answer send(String sql) {
    RawMessage.Answer answer =
        session.send(sql, (completed, notice) -> notices.on(step.id(), notice));
    if (answer.error() != null && session.isLost(answer.error())) {
      throw lost(answer.error());
    }
    return answer;
  }

  /**
   * Says what is so where the journal could not be written in the middle.
   *
   * @param state such as {@code statement 3 of 5 is next}
   */
  StatementFailed notWritten(SQLException error, String state) {
    reset();
    FailureText failure =
        new FailureText(
            step,
            "",
            new SQLException(
                "the journal cannot be written: " + ServerSaid.of(error),
                error.getSQLState(),
                error),
            0,
            "",
            -1);
    return new StatementFailed(
        failure,
        "",
        "State: " + step.id().name() + " is interrupted: " + state + ".",
        step.waysOut(false, true).action("fix the cause"));
  }
}

package dev.postcar.internal.run;

import static java.lang.Boolean.FALSE;

import dev.postcar.Direction;
import dev.postcar.Event;
import dev.postcar.PostcarException;
import dev.postcar.internal.history.HistoryMoved;
import dev.postcar.internal.history.JournalEntry;
import dev.postcar.internal.history.JournalText;
import dev.postcar.internal.history.RowState;
import dev.postcar.internal.plan.RecoveryCommands;
import dev.postcar.internal.plan.Step;
import dev.postcar.internal.plan.UnseenStatement;
import dev.postcar.internal.session.BookkeepingFailure;
import dev.postcar.internal.session.RawMessage;
import dev.postcar.internal.session.Retry;
import dev.postcar.internal.session.ServerSaid;
import dev.postcar.internal.session.Session;
import dev.postcar.internal.session.SessionState;
import dev.postcar.internal.sql.CatalogEffect;
import dev.postcar.internal.sql.SqlScript;
import dev.postcar.internal.sql.Statement;
import dev.postcar.internal.sql.StatementKind;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Runs the SQL of a non-transactional migration statement by statement, or what is left of it.
 *
 * <p>A statement that may run in a transaction commits together with its journal row. One that may
 * not is journalled before and after; if the run dies in between, {@link InDoubt} finds out.
 */
final class OutsideSql {

  /** The server refuses a statement in a transaction block, or a commit in one: 25001, 2D000. */
  private static final Set<String> RUNS_ALONE = Set.of("25001", "2D000");

  private final StepRun steps;
  private final Session session;
  private final Step step;
  private final Journal journal;
  private final JournalText text;
  private final InDoubt inDoubt;
  private final String sql;
  private final List<Statement> statements;
  private final Set<Integer> done = new TreeSet<>();
  private MigrationSession own;

  OutsideSql(StepRun steps, Step step, Journal journal, String sql) {
    this.steps = steps;
    this.session = steps.session();
    this.step = step;
    this.journal = journal;
    this.text = steps.text().journal();
    this.inDoubt = new InDoubt(session, step);
    this.sql = sql;
    this.statements = SqlScript.statements(sql);
  }

  /**
   * Runs it, or continues it.
   *
   * @throws Journal.StatementFailed if a statement failed; the migration is interrupted then
   * @throws HistoryMoved if another runner has written since the plan was made
   * @throws ConnectionLost if the connection went away
   */
  long run() throws Journal.StatementFailed {
    try {
      boolean undoes =
          step.direction() == Direction.ROLLBACK
              && step.isInterrupted()
              && step.row().state() == RowState.STARTED;
      if (undoes && !takesEffectBack()) {
        return journal.takeBack();
      }
      if (step.isInterrupted() && !undoes) {
        takeOver();
      } else {
        own = new MigrationSession(session, step, sql);
        own.begin();
        journal.begin();
      }
      for (int i = 0; i < statements.size(); i++) {
        if (!done.contains(i + 1)) {
          one(i);
          done.add(i + 1);
        }
      }
      return end();
    } catch (SQLException e) {
      throw session.isLost(e) ? journal.lost(e) : BookkeepingFailure.of(e, session.options());
    } catch (PostcarException | HistoryMoved e) {
      journal.reset();
      throw e;
    }
  }

  private long end() throws Journal.StatementFailed {
    try {
      return journal.end();
    } catch (SQLException e) {
      throw journal.notWritten(e, "its statements are done, but its history row does not say so");
    }
  }

  /** What the journal has of a migration: what is done, and what may be. */
  private record Past(List<JournalEntry> done, JournalEntry unfinished) {
    static Past of(List<JournalEntry> entries) {
      return new Past(
          entries.stream().filter(one -> one.state() == JournalEntry.State.DONE).toList(),
          entries.stream()
              .filter(one -> one.state() != JournalEntry.State.DONE)
              .findFirst()
              .orElse(null));
    }

    String sql() {
      return done.stream().map(JournalEntry::sql).collect(Collectors.joining("\n;\n"));
    }
  }

  private Past past(Direction direction) throws SQLException {
    Past past = Past.of(journal.read(direction));
    own = new MigrationSession(session, step, sql + "\n;\n" + past.sql());
    own.begin();
    own.restore(text, past.done());
    return past;
  }

  /** Looks at everything first: what is refused here has changed nothing. */
  private void takeOver() throws SQLException, Journal.StatementFailed {
    Past past = past(step.direction());
    JournalEntry open = past.unfinished();
    Boolean took = tookEffect(open);
    if (took == null) {
      throw inDoubt.refusal(open);
    }
    boolean finished = took;
    List<JournalEntry> all = new ArrayList<>(past.done());
    if (finished) {
      all.add(open);
    }
    StatementMatcher matching = StatementMatcher.of(step, all, statements, sql);
    if (all.size() < statements.size()) {
      own.refuseLost(past.done());
    }
    Map<Integer, Integer> moved = new LinkedHashMap<>(matching.numbers());
    if (open != null && !finished) {
      moved.put(open.number(), 0);
    }
    moved.entrySet().removeIf(one -> one.getKey().equals(one.getValue()));
    List<String> rows = new ArrayList<>();
    if (!moved.isEmpty()) {
      rows.add(text.renumber(step.row().row(), step.direction(), moved));
    }
    if (finished) {
      int number = matching.numbers().get(open.number());
      rows.add(journal.row(entry(number, JournalEntry.State.DONE, open.sql(), null)));
    }
    journal.takeOver(inState(), rows);
    done.addAll(matching.numbers().values());
    if (open != null && !finished) {
      clean(open, step.direction());
    }
  }

  /**
   * Rolls an interrupted migration back as far as that takes no SQL: what a failed statement left;
   * returns whether there is anything for its rollback to undo.
   */
  private boolean takesEffectBack() throws SQLException, Journal.StatementFailed {
    Past past = past(Direction.FORWARD);
    JournalEntry open = past.unfinished();
    Boolean took = tookEffect(open);
    // Whether or not: the rollback must cope with it.
    boolean unknown = took == null;
    boolean finished = unknown || took;
    boolean effect = finished || !past.done().isEmpty();
    if (effect && statements.isEmpty()) {
      throw new PostcarException.Refusal(
          "Refused: "
              + step.id()
              + " has no rollback, and statement "
              + (past.done().isEmpty() ? open.number() : past.done().get(0).number())
              + (unknown ? " may have taken effect" : " took effect")
              + ". Nothing was changed.\n"
              + new RecoveryCommands(
                      step.id().name(), step.available(), step.row(), false, false, true, false)
                  .next(""));
    }
    boolean clears = open != null && !finished;
    journal.takeOver(
        inState(),
        clears
            ? List.of(text.renumber(step.row().row(), Direction.FORWARD, Map.of(open.number(), 0)))
            : List.of());
    if (clears) {
      clean(open, Direction.FORWARD);
    }
    journal.reset();
    if (!effect) {
      steps
          .reporter()
          .on(
              new Event.Said(
                  step.id(),
                  "no statement of "
                      + step.id()
                      + " took effect: it is pending again, and its"
                      + " rollback did not run"));
    }
    return effect;
  }

  /** Whether a statement took effect whose end nobody saw; null if only a person can tell. */
  private Boolean tookEffect(JournalEntry open) throws SQLException {
    UnseenStatement said = step.unseen();
    if (said != null && (open == null || open.number() != said.number())) {
      throw new PostcarException.Refusal(
          "Refused: statement "
              + said.number()
              + " of "
              + step.id()
              + " was not interrupted"
              + (open == null || open.number() == 0 ? "" : "; statement " + open.number() + " was")
              + ". Nothing was changed.\n"
              + step.waysOut(false, true).next(""));
    }
    if (open == null) {
      return false;
    }
    boolean started = open.state() == JournalEntry.State.STARTED;
    Boolean took =
        said != null ? Boolean.valueOf(said.done()) : started ? inDoubt.isDone(open) : FALSE;
    if (FALSE.equals(took)) {
      inDoubt.refuseUnderway(open);
    }
    return took;
  }

  /** Drops what a statement left that is to run again, and forgets it. */
  private void clean(JournalEntry open, Direction direction) throws Journal.StatementFailed {
    try {
      drop(inDoubt.leftovers(open));
      journal.own(inState(), text.forget(step.row().row(), direction));
    } catch (SQLException e) {
      if (session.isLost(e)) {
        throw journal.lost(e);
      }
      throw journal.notWritten(
          e, "what statement \"" + open.sql().strip() + "\" left behind still exists");
    }
  }

  /** Drops what a failed build has left, which waits for whoever may still use it. */
  private void drop(List<InDoubt.Leftover> leftovers) throws SQLException {
    for (InDoubt.Leftover one : leftovers) {
      if (!one.underway() && one.droppable()) {
        steps.reporter().on(new Event.Warning("dropping the INVALID index " + one.name()));
        session.execute(own.lifted(""));
        SQLException error =
            running("drop index concurrently if exists " + one.qualified()).error();
        session.execute(MigrationSession.back());
        if (error != null) {
          throw error;
        }
      }
    }
  }

  private void one(int index) throws Journal.StatementFailed {
    // From the first try to the last: who is in the way may be seen in any.
    steps.watch().begin(Map.of(step.id(), statements.get(index).text()));
    try {
      tried(index);
    } finally {
      steps.watch().end();
    }
  }

  private void tried(int index) throws Journal.StatementFailed {
    Statement statement = statements.get(index);
    boolean alone = StatementKind.refusesTransaction(statement);
    for (int attempt = 1; ; attempt++) {
      SQLException error = once(index, alone, attempt > 1);
      String state = error == null ? "" : String.valueOf(error.getSQLState());
      if (error == null) {
        return;
      } else if (!alone && RUNS_ALONE.contains(state)) {
        // Its transaction is rolled back, so that nothing has happened.
        alone = true;
        attempt--;
      } else if (!Retry.mayPass(state) || attempt > session.options().retries()) {
        throw failed(index, error, attempt, alone);
      } else {
        steps.retrying(step, attempt, state, ServerSaid.of(error));
        Retry.pause(attempt - 1);
      }
    }
  }

  /** One try, without what the one before it has left; gives the error that ended it. */
  private SQLException once(int index, boolean alone, boolean again)
      throws Journal.StatementFailed {
    if (steps.interruption().isRequested()) {
      return new SQLException("interrupted by the operator", "57014");
    }
    try {
      if (alone && again) {
        drop(inDoubt.leftovers(statements.get(index)));
      }
      return alone ? alone(index) : inTransaction(index);
    } catch (SQLException e) {
      if (session.isLost(e)) {
        throw journal.lost(e);
      }
      return e;
    }
  }

  /** The statement and its row in one transaction; gives the error of the statement. */
  private SQLException inTransaction(int index) throws Journal.StatementFailed {
    String begin = session.state().begin() + ";\n";
    // What is deferred runs as who has caused it; at the commit it would run as postcar's login.
    List<String> closing = new ArrayList<>(List.of(SessionState.NOTHING_DEFERRED));
    closing.addAll(inState());
    closing.add(journal.row(entry(index, JournalEntry.State.DONE, null)));
    int committing = closing.size() + 2;
    closing.add("commit");
    // What was set for this transaction alone is gone by now.
    closing.add(session.state().begin());
    closing.addAll(inState());
    closing.add(text.session(journal.attempt(), step.direction(), index + 1));
    closing.add("commit");
    RawMessage.Answer answer =
        running(begin + statements.get(index).text() + "\n;\n" + String.join(";\n", closing));
    SQLException error = answer.error();
    if (error == null) {
      return null;
    }
    session.send("rollback");
    if (answer.completed() > committing) {
      return null;
    }
    if (answer.completed() >= 3 && answer.completed() < committing) {
      throw notJournalled(index, error, "is next");
    }
    return error;
  }

  /** The statement between the row that says so and the one that says it is done. */
  private SQLException alone(int index) throws Journal.StatementFailed, SQLException {
    Statement statement = statements.get(index);
    List<String> before = new ArrayList<>(List.of(InDoubt.before(statement)));
    before.addAll(inState());
    String text = inDoubt.instead(statement);
    try {
      journal.own(before, journal.row(entry(index, JournalEntry.State.STARTED, null)));
    } catch (SQLException e) {
      throw notJournalled(index, e, "is next");
    }
    boolean concurrently = StatementKind.concurrently(statement);
    if (concurrently) {
      session.execute(own.lifted(sqlBefore(index)));
    }
    SQLException error = running(text).error();
    if (!RawMessage.isIdle(session.connection())) {
      session.send("rollback");
    }
    if (concurrently) {
      session.execute(MigrationSession.back());
    }
    if (error != null) {
      return error;
    }
    try {
      journal.own(inState(), journal.row(entry(index, JournalEntry.State.DONE, null)));
    } catch (SQLException e) {
      throw notJournalled(index, e, "took effect");
    }
    return null;
  }

  private Journal.StatementFailed notJournalled(int index, SQLException error, String state) {
    if (Journal.isMoved(error)) {
      throw new HistoryMoved();
    }
    return journal.notWritten(error, doneText() + ", statement " + (index + 1) + " " + state);
  }

  private RawMessage.Answer running(String message) {
    steps.interruption().running(session.connection());
    try {
      return journal.send(message);
    } finally {
      steps.interruption().settling();
    }
  }

  /** What comes before a row of postcar's own in a transaction that is in the migration's state. */
  private List<String> inState() {
    List<String> statements = new ArrayList<>(List.of(own.kept()));
    statements.addAll(own.own());
    return statements;
  }

  private String sqlBefore(int index) {
    return statements.subList(0, index).stream()
        .map(Statement::text)
        .collect(Collectors.joining("\n;\n"));
  }

  private JournalEntry entry(int index, JournalEntry.State state, String sqlState) {
    return entry(index + 1, state, statements.get(index).text(), sqlState);
  }

  private JournalEntry entry(int number, JournalEntry.State state, String text, String sqlState) {
    return new JournalEntry(step.direction(), number, state, text, sqlState);
  }

  private Journal.StatementFailed failed(
      int index, SQLException error, int attempts, boolean alone) {
    session.send("rollback");
    Statement statement = statements.get(index);
    List<InDoubt.Leftover> left = List.of();
    String lost = null;
    try {
      left = alone ? inDoubt.leftovers(statement) : left;
      lost = own.lost();
    } catch (SQLException e) {
      // Then the failure itself says more.
    }
    journal.reset();
    try {
      // Not where the operator ended the run between two statements.
      if (ServerSaid.isServers(error)) {
        JournalEntry entry = entry(index, JournalEntry.State.FAILED, error.getSQLState());
        journal.own(List.of(), journal.row(entry));
      }
    } catch (SQLException | HistoryMoved e) {
      error.addSuppressed(e);
    }
    boolean mayPass = Retry.mayPass(error.getSQLState());
    String blockers = mayPass ? steps.watch().blockers() : "";
    boolean asks = steps.interruption().isRequested();
    String state =
        "State: "
            + (step.direction() == Direction.ROLLBACK ? "the rollback of " : "")
            + step.id().name()
            + " is interrupted: "
            + doneText()
            + ", statement "
            + (index + 1)
            + " is next."
            + leftText(left, alone ? CatalogEffect.of(statement) : null)
            + (lost == null
                ? ""
                : "\n  It cannot be resumed, because " + lost + " ended with its session.");
    String first = asks ? "" : mayPass ? "wait for what blocks it, or end it" : "fix the cause";
    return new Journal.StatementFailed(
        located(index, error, alone),
        (attempts > 1 ? "\n  tried " + attempts + " times" : "")
            + (blockers.isEmpty() ? "" : "\n  waited " + blockers),
        state,
        step.waysOut(done.isEmpty(), lost == null).action(first));
  }

  private static String leftText(List<InDoubt.Leftover> left, CatalogEffect effect) {
    String dropped = InDoubt.names(left.stream().filter(InDoubt.Leftover::droppable));
    String kept = InDoubt.names(left.stream().filter(one -> !one.droppable()));
    return (dropped.isEmpty()
            ? ""
            : "\n  It left an INVALID index, which resume drops: " + dropped + ".")
        + (kept.isEmpty()
            ? ""
            : "\n  It left an INVALID index that only a superuser can drop: " + kept + ".")
        + (effect != null && effect.kind() == CatalogEffect.Kind.UNKNOWN
            ? "\n  It may have committed a part of its work."
            : "");
  }

  /** The server counts code points from the beginning of the message. */
  private FailureText located(int index, SQLException error, boolean alone) {
    Statement statement = statements.get(index);
    int before = alone ? 0 : session.state().begin().length() + 2;
    int start = sql.codePointCount(0, (int) statement.start());
    FailureText failure = Locator.locate(step, sql, before - start, error, index);
    return failure.statement() == index + 1
        ? failure
        : new FailureText(step, sql, error, index + 1, statement.text(), (int) statement.start());
  }

  private String doneText() {
    List<String> ranges = new ArrayList<>();
    int from = 0;
    for (int number : done) {
      from = done.contains(number - 1) ? from : number;
      if (!done.contains(number + 1)) {
        ranges.add(from == number ? "" + number : from + " to " + number);
      }
    }
    String of = " of " + statements.size();
    return ranges.isEmpty()
        ? "no statement" + of + " is done"
        : done.size() == 1
            ? "statement " + ranges.get(0) + of + " is done"
            : "statements " + String.join(" and ", ranges) + of + " are done";
  }
}

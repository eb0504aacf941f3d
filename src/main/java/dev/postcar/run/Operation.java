package dev.postcar.run;

import dev.postcar.Direction;
import dev.postcar.Done;
import dev.postcar.PostcarException;
import dev.postcar.Reporter;
import dev.postcar.Target;
import dev.postcar.ViewChange;
import dev.postcar.history.AppliedMigration;
import dev.postcar.history.HistorySchema;
import dev.postcar.history.HistoryText;
import dev.postcar.history.Recorded;
import dev.postcar.history.RowState;
import dev.postcar.monitor.Watch;
import dev.postcar.plan.Plan;
import dev.postcar.report.Event;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One command's way through the database: read, plan, lock, read and plan again, run.
 *
 * <p>Where nothing is to be done it ends after the first plan: no lock is taken, nothing written.
 */
public final class Operation implements AutoCloseable {

  private static final int VIEWS_TRIES = 3;

  private final Connections connections;
  private final RunOptions options;
  private final Reporter reporter;
  private final Interruption interruption;
  private final HistoryText text;
  private final long begun = System.nanoTime();
  private final List<ViewChange> views = new ArrayList<>();
  private Session session;
  private Plan first;
  private int viewsLost;

  /**
   * Connects.
   *
   * @param connections where to
   * @param options how to run
   * @param postcarVersion what the history names as its writer
   * @param reporter is told of everything on the way
   * @param interruption may end the operation
   * @throws PostcarException.Connection if that is not possible
   */
  public Operation(
      Connections connections,
      RunOptions options,
      String postcarVersion,
      Reporter reporter,
      Interruption interruption) {
    this.connections = connections;
    this.options = options;
    this.reporter = reporter;
    this.interruption = interruption;
    this.text = new HistoryText(options.namespace(), postcarVersion);
    this.session = Session.open(connections, options);
  }

  /**
   * What came of an operation.
   *
   * @param database the database's name
   * @param done what was done, in order
   * @param views what was done to managed views, in order
   * @param pending how many a migrate has still to do
   * @param durationMs milliseconds of the whole operation, by the client's clock
   */
  public record Outcome(
      String database, List<Done> done, List<ViewChange> views, int pending, long durationMs) {}

  /**
   * The database's name.
   *
   * @return as the server gives it
   */
  public String database() {
    return session.facts().database();
  }

  /**
   * Tells whether there is a bookkeeping.
   *
   * @return what was found when the connection was opened
   */
  public boolean hasBookkeeping() {
    return session.facts().bookkeeping();
  }

  /**
   * Tells whether the database holds nothing of a user's; takes no lock.
   *
   * @return false if there is any relation, function, type or schema outside extensions
   * @throws PostcarException.Refusal if the catalog cannot be read
   */
  public boolean isEmpty() {
    try {
      return Emptiness.whatIsThere(session) == null;
    } catch (SQLException e) {
      throw BookkeepingFailure.of(e, options);
    }
  }

  /**
   * Fills an empty database in one transaction.
   *
   * @param content with what
   * @param demanded whether a database that is not empty is an error
   * @return false if the database is not empty, and nothing was done
   * @throws PostcarException as the content throws it
   */
  public boolean load(Load.Content content, boolean demanded) {
    Load load = new Load(connections, session, text, reporter, interruption);
    try {
      return load.run(content, demanded);
    } finally {
      session = load.session();
    }
  }

  /**
   * Reads what the database remembers; takes no lock and writes nothing.
   *
   * @return {@link Recorded#NOTHING} where there is no bookkeeping
   */
  public Recorded read() {
    return session.read();
  }

  /**
   * Runs one query on the bookkeeping.
   *
   * @param sql the query
   * @return its rows as text; none where there is no bookkeeping
   */
  public List<List<String>> query(String sql) {
    return session.query(sql);
  }

  /**
   * Tells whether the bookkeeping has an event log and a journal: from version 0.2 on.
   *
   * @return false also where there is no bookkeeping
   */
  public boolean hasEvents() {
    return session.facts().journal();
  }

  /**
   * Reads the forward SQL of a history row as it was applied.
   *
   * @param row the row
   * @return null for a code migration
   */
  public String storedForward(AppliedMigration row) {
    return session.storedForward(row.row());
  }

  /**
   * Reads the rollback SQL of a history row as it was applied.
   *
   * @param row the row
   * @return null where there is none
   */
  public String storedRollback(AppliedMigration row) {
    return session.storedRollback(row.row());
  }

  /**
   * Reads something of the database that is not the bookkeeping.
   *
   * @param <T> what is read
   */
  @FunctionalInterface
  public interface Look<T> {
    /**
     * Reads it.
     *
     * @param connection outside any transaction
     * @return what was read
     * @throws SQLException as the server says
     */
    T at(Connection connection) throws SQLException;
  }

  /**
   * Reads something of the database that is not the bookkeeping.
   *
   * @param look reads it
   * @param <T> what is read
   * @return what it read
   * @throws PostcarException.Refusal if the server does not let it
   */
  public <T> T look(Look<T> look) {
    try {
      return look.at(session.connection());
    } catch (SQLException e) {
      throw new PostcarException.Refusal(
          "Refused: "
              + ServerSaid.of(e)
              + " (SQLSTATE "
              + e.getSQLState()
              + "). Nothing was changed.",
          e,
          null);
    }
  }

  /**
   * Plans and runs.
   *
   * @param name the command, for the event log
   * @param planner makes the plan from what the database remembers; called again whenever that has
   *     changed
   * @param result makes the result record that a failure carries
   * @return what came of it
   * @throws PostcarException as the planner and the run throw it
   */
  public Outcome perform(
      String name, Function<Recorded, Plan> planner, Function<Outcome, Object> result) {
    Recorded recorded = session.read();
    // What looks interrupted may be running just now: only the lock can tell.
    if (!recorded.hasUnfinished()) {
      Plan plan = planner.apply(recorded);
      boolean upToDate = !HistorySchema.isOlder(recorded.version());
      boolean neverSeen = !session.facts().bookkeeping();
      if (plan.isEmpty() && (upToDate || neverSeen)) {
        return outcome(List.of(), plan.pendingBefore());
      }
    }
    session.facts().refuseUnlessWritable();
    List<Done> done = new ArrayList<>();
    interruption.begin();
    try {
      if (interruption.isRequested()) {
        throw new PostcarException.Interrupted(
            "Interrupted before anything was done. Nothing was changed.",
            interruption.signal(),
            null,
            null);
      }
      return underLock(name, planner, result, done);
    } finally {
      interruption.end();
    }
  }

  private Outcome underLock(
      String name,
      Function<Recorded, Plan> planner,
      Function<Outcome, Object> result,
      List<Done> done) {
    RunnerLock lock = RunnerLock.acquire(session, reporter, interruption);
    HookCalls hooks = new HookCalls(options.hooks());
    try {
      while (true) {
        try {
          Outcome outcome = once(lock, name, planner, result, done, hooks);
          notify(name, "done", done);
          Failures failures = failures(name, result, done, 0);
          hooks.afterEach(first, done, failures);
          hooks.after(first, outcome, failures);
          return outcome;
        } catch (PostcarException.MigrationFailed
            | PostcarException.HookFailed
            | PostcarException.Interrupted e) {
          if (!(e instanceof PostcarException.HookFailed failed)
              || !failed.hook().equals("after")) {
            notify(name, "failed", done);
          }
          throw e;
        } catch (HistoryMoved e) {
          // Read and plan again, outside any transaction.
          session.send("rollback");
        } catch (ConnectionLost e) {
          lock = settle(e, result, done);
        }
      }
    } finally {
      lock.close();
    }
  }

  private Outcome once(
      RunnerLock lock,
      String name,
      Function<Recorded, Plan> planner,
      Function<Outcome, Object> result,
      List<Done> done,
      HookCalls hooks) {
    Recorded recorded = session.read();
    if (first != null && first.isDone(done)) {
      Plan left = first.viewsLeft(done, recorded);
      if (!left.isEmpty()) {
        Failures ofViews = failures(name, result, done, 0);
        run(left, recorded.generation(), "", lock, name, ofViews, done, hooks);
      }
      return outcome(done, first.pendingAfter(done.size()));
    }
    Plan plan = planner.apply(recorded);
    Failures failures = failures(name, result, done, done.size());
    hooks.before(plan, session.facts().database(), failures);
    if (first != null) {
      // Those of which a lost connection kept the answer back.
      hooks.afterEach(first, done, failures(name, result, done, 0));
    }
    HistoryUpgrade upgrade = new HistoryUpgrade(session, reporter);
    boolean dryRun = plan.mode() == Target.Mode.DRY_RUN;
    if (!dryRun && upgrade.run(recorded)) {
      recorded = session.read();
      plan = planner.apply(recorded);
    }
    // A second plan is for what is left of the first: a rollback of one must not undo another.
    if (done.isEmpty()) {
      first = plan;
    } else {
      plan = plan.restOf(first, done);
      if (plan.direction() == Direction.ROLLBACK) {
        plan = plan.after(first.viewsLeft(done, recorded));
      }
    }
    if (!plan.isEmpty()) {
      int before = done.size();
      String setup = dryRun ? upgrade.inOpenTransaction(recorded) : "";
      run(plan, recorded.generation(), setup, lock, name, failures, done, hooks);
      return outcome(done, dryRun ? plan.pendingBefore() : plan.pendingAfter(done.size() - before));
    }
    return outcome(done, plan.pendingBefore());
  }

  private void run(
      Plan plan,
      long generation,
      String setup,
      RunnerLock lock,
      String name,
      Failures failures,
      List<Done> done,
      HookCalls hooks) {
    try (Watch watch = watch()) {
      StepRun steps = new StepRun(session, lock, text, reporter, interruption, watch, views);
      new Runner(steps, name, failures, done, hooks).run(plan, generation, setup);
    }
  }

  private Failures failures(
      String name, Function<Outcome, Object> result, List<Done> done, int doneBefore) {
    return new Failures(
        session,
        text,
        interruption,
        name,
        done,
        doneBefore,
        (list, pending) -> result.apply(outcome(list, pending)));
  }

  /** In a transaction of its own: one in which a migration runs would hold up other notifiers. */
  private void notify(String name, String outcome, List<Done> done) {
    if (options.channel() == null || done.isEmpty() || !HookCalls.concerns(first)) {
      return;
    }
    String statement =
        new Notification(name, session.facts().database(), options.namespace(), outcome, done)
            .statement(options.channel());
    SQLException error = session.send(statement).error();
    if (error != null) {
      reporter.on(
          new Event.Warning(
              "channel " + options.channel() + " was not notified: " + ServerSaid.of(error)));
    }
  }

  private Watch watch() {
    return new Watch(
        connections::beside,
        session.facts().backendPid(),
        seen -> reporter.on(new Event.Said(null, seen)));
  }

  /**
   * The connection was lost in the middle. The history, read on a new connection once the old one's
   * lock is gone, knows what was committed.
   */
  private RunnerLock settle(
      ConnectionLost lost, Function<Outcome, Object> result, List<Done> done) {
    session.close();
    session = reconnect(lost, result, done);
    RunnerLock lock = lockAgain(lost, result, done);
    try {
      readWhatWasCommitted(lost, result, done);
      return lock;
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private void readWhatWasCommitted(
      ConnectionLost lost, Function<Outcome, Object> result, List<Done> done) {
    if (session.facts().bookkeeping()) {
      fenceOff(lost, result, done);
    }
    Map<UUID, AppliedMigration> rows =
        session.read().rows().stream()
            .collect(Collectors.toMap(AppliedMigration::attempt, Function.identity(), (a, b) -> b));
    for (InFlight sent : lost.inFlight()) {
      if (!sent.step().isMigration()) {
        // Planned again from what is up, which is the truth; but not for ever.
        refuseViewsAgain(lost, sent, result, done);
        continue;
      }
      AppliedMigration row = rows.get(sent.attempt());
      boolean compensated =
          row != null
              && row.state() == RowState.REVERTED
              && sent.step().direction() == Direction.FORWARD;
      if (row == null || compensated || isUnfinished(row)) {
        String truth =
            row == null
                ? "it was not committed: nothing of it is in the database"
                : compensated
                    ? "it had failed and was compensated: it is pending again"
                    : "it is interrupted; "
                        + (sent.step().isResumable()
                            ? "go on with \"postcar resume " + row.id().name() + "\""
                            : "undo it with \"postcar rollback " + row.id().name() + "\"");
        throw lostFor(lost, sent, truth, result, done);
      }
      if (sent.equals(lost.inFlight().get(0))) {
        done.addAll(lost.before());
      }
      if (lost.before().stream().noneMatch(one -> one.id().equals(row.id().toString()))) {
        done.add(new Done(row.id().toString(), row.durationMs()));
      }
    }
    InFlight last = lost.inFlight().get(lost.inFlight().size() - 1);
    if (!last.step().isMigration()) {
      return;
    }
    reporter.on(
        new Event.Warning(
            "the connection was lost, but " + last.step().id() + " had been committed: going on"));
  }

  private void refuseViewsAgain(
      ConnectionLost lost, InFlight sent, Function<Outcome, Object> result, List<Done> done) {
    if (++viewsLost > VIEWS_TRIES) {
      throw lostFor(lost, sent, "the views are as they were, or as they should be", result, done);
    }
    if (first.mode() != Target.Mode.EACH) {
      // What was to be committed with it was not.
      views.clear();
    }
  }

  private static boolean isUnfinished(AppliedMigration row) {
    return row.state() == RowState.STARTED || row.state() == RowState.REVERTING;
  }

  /** Without a runner lock the old session may still be at work on what it was sent. */
  private void fenceOff(ConnectionLost lost, Function<Outcome, Object> result, List<Done> done) {
    try {
      session.execute(
          "begin;\nset local lock_timeout = "
              + options.settling().toMillis()
              + ";\n"
              + session.asRole()
              + text.fenceOff()
              + ";\ncommit");
    } catch (SQLException e) {
      session.send("rollback");
      throw lostFor(
          lost,
          lost.inFlight().get(0),
          "whether it was committed is not known, because " + ServerSaid.of(e),
          result,
          done);
    }
  }

  /** The old session's server process may still be at work, and holds the lock until it ends. */
  private RunnerLock lockAgain(
      ConnectionLost lost, Function<Outcome, Object> result, List<Done> done) {
    try {
      return RunnerLock.acquire(session, reporter, interruption);
    } catch (PostcarException.Lock e) {
      throw lostFor(
          lost,
          lost.inFlight().get(0),
          "whether it was committed is not known, because the runner lock is still held",
          result,
          done);
    }
  }

  private Session reconnect(
      ConnectionLost lost, Function<Outcome, Object> result, List<Done> done) {
    long deadline = System.nanoTime() + options.settling().toNanos();
    for (int attempt = 0; ; attempt++) {
      try {
        return Session.open(connections, options);
      } catch (PostcarException.Connection e) {
        boolean mayPass = e.getCause() instanceof SQLException sql && ConnectFailure.mayPass(sql);
        if (!mayPass || System.nanoTime() >= deadline) {
          throw lostFor(
              lost,
              lost.inFlight().get(0),
              "whether it was committed is not known, because the server cannot be reached",
              result,
              done);
        }
        Retry.pause(attempt, Duration.ofMillis(100), Duration.ofSeconds(1));
      }
    }
  }

  private PostcarException lostFor(
      ConnectionLost lost,
      InFlight at,
      String truth,
      Function<Outcome, Object> result,
      List<Done> done) {
    return new PostcarException.Connection(
        "The connection was lost at "
            + at.step().id()
            + " ("
            + ServerSaid.of((SQLException) lost.getCause())
            + "): "
            + truth
            + ". "
            + done.size()
            + " before it are done and stay.\nNext: run the same command again.",
        lost.getCause(),
        result.apply(outcome(done, 0)));
  }

  private Outcome outcome(List<Done> done, int pending) {
    return new Outcome(
        session.facts().database(),
        List.copyOf(done),
        List.copyOf(views),
        pending,
        (System.nanoTime() - begun) / 1_000_000);
  }

  @Override
  public void close() {
    session.close();
  }
}

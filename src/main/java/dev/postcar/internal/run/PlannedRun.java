package dev.postcar.internal.run;

import dev.postcar.Direction;
import dev.postcar.PostcarException;
import dev.postcar.Target;
import dev.postcar.internal.config.Config;
import dev.postcar.internal.history.HistoryMoved;
import dev.postcar.internal.history.Recorded;
import dev.postcar.internal.monitor.Watch;
import dev.postcar.internal.plan.Plan;
import dev.postcar.internal.plan.ViewWork;
import dev.postcar.internal.session.RunnerLock;
import dev.postcar.internal.session.Session;
import dev.postcar.internal.sql.Quote;
import java.sql.SQLException;
import java.util.List;

/**
 * A run under the runner lock. Its caller reads, plans and runs until it has ended: once, but for a
 * history that has moved, a bookkeeping that was upgraded and a connection that was lost.
 */
public final class PlannedRun implements AutoCloseable {

  private final RunContext context;
  private final RunProgress progress;
  private final CommitRecovery recovery;
  private final HookCalls hooks;
  private RunnerLock lock;
  private RunOutcome outcome;
  private Plan first;
  private long plannedOn = -1;

  PlannedRun(RunContext context, RunProgress progress) {
    this.context = context;
    this.progress = progress;
    this.recovery = new CommitRecovery(context, progress);
    this.hooks = new HookCalls(context.session().options().hooks());
    this.lock = context.lock();
  }

  /** Returns whether nothing is left to plan or to run. */
  public boolean hasEnded() {
    return outcome != null;
  }

  /** What came of it, once it has ended. */
  public RunOutcome outcome() {
    return outcome;
  }

  /** Returns whether all migrations are done; views that a lost connection kept back may not be. */
  public boolean isDone() {
    return first != null && first.isDone(progress.done());
  }

  /** What the views need that a lost connection kept back. */
  public Plan viewsLeft(Recorded recorded) {
    return first.viewsLeft(progress.done(), recorded);
  }

  /** Reads what the database remembers; the lock may have been waited for. */
  public Recorded read() {
    if (isDone()) {
      return context.session().read();
    }
    Recorded recorded = context.session().readAnew();
    refuseIfStuck(recorded);
    return recorded;
  }

  /** Runs a plan, to its end or until it must be read and planned again. */
  public void run(Plan plan, Recorded recorded) {
    boolean viewsAlone = isDone();
    int before = progress.done().size();
    Plan left = viewsAlone ? plan : prepared(plan, recorded);
    if (left == null) {
      return;
    }
    if (!left.isEmpty()) {
      try (Runner runner = runner()) {
        runner.run(left, recorded, viewsAlone ? "" : setup(left, recorded));
      }
    }
    int ran = progress.done().size() - before;
    boolean kept = left.isEmpty() || left.mode() == Target.Mode.DRY_RUN;
    int pending =
        viewsAlone
            ? first.pendingAfter(progress.done().size())
            : kept ? left.pendingBefore() : left.pendingAfter(ran);
    RunOutcome ended = progress.outcome(pending);
    notify("done");
    hooks.afterEach(first, progress.done(), failures());
    hooks.after(first, ended, failures());
    outcome = ended;
  }

  /**
   * Makes good what can be made good by reading and planning again.
   *
   * @throws PostcarException for all else, with what the database shows
   */
  public void recover(RuntimeException failure) {
    try {
      if (failure instanceof HistoryMoved) {
        // Outside any transaction.
        context.session().rollback();
      } else if (failure instanceof ConnectionLost lost) {
        lock = recovery.recover(lost);
      } else if (failure instanceof PostcarException.Connection lost) {
        lock = recovery.recover(lostOutsideAMessage(lost));
      } else {
        throw failure;
      }
    } catch (PostcarException e) {
      PostcarException complete = failures().complete(e);
      boolean afterwards =
          complete instanceof PostcarException.HookFailed failed && failed.hook().equals("after");
      if (!afterwards) {
        notify("failed");
      }
      throw complete;
    }
  }

  /** The connection was lost while something was read: nothing is in doubt. */
  private ConnectionLost lostOutsideAMessage(PostcarException.Connection e) {
    if (!(e.getCause() instanceof SQLException lost) || !context.session().isLost(lost)) {
      throw e;
    }
    return new ConnectionLost(List.of(), lost);
  }

  /** What is left to run; null where the bookkeeping was upgraded, and is to be read again. */
  private Plan prepared(Plan all, Recorded recorded) {
    ZoneRules zone = new ZoneRules(context);
    if (first == null) {
      zone.refuseUnasked(recorded, all);
      progress.planned(all, recorded);
    }
    hooks.before(all, progress.database(), failures());
    if (first != null) {
      // Those of which a lost connection kept the answer back.
      hooks.afterEach(first, progress.done(), failures());
    }
    boolean dryRun = all.mode() == Target.Mode.DRY_RUN;
    if (!dryRun && upgrade().run(recorded)) {
      progress.upgraded();
      return null;
    }
    Plan plan = rest(all, recorded);
    if (!plan.isEmpty()) {
      refuseOthersSql(plan);
      if (plannedOn < 0) {
        new ReplicationGuard(context, lock.otherReaders()).check(plan);
      }
      if (!dryRun) {
        zone.record(recorded);
      }
      plannedOn = recorded.generation();
    }
    return plan;
  }

  /** A dry run creates the bookkeeping in the one transaction that it rolls back. */
  private String setup(Plan plan, Recorded recorded) {
    return plan.mode() == Target.Mode.DRY_RUN ? upgrade().inOpenTransaction(recorded) : "";
  }

  private HistoryUpgrade upgrade() {
    return new HistoryUpgrade(context.session(), context.reporter());
  }

  /**
   * Views go down with the SQL that was stored when they were created, and with each that is
   * created the properties are given back that the bookkeeping has kept as SQL.
   */
  private void refuseOthersSql(Plan plan) {
    Session session = context.session();
    boolean stored =
        plan.steps().stream()
            .anyMatch(
                step ->
                    step.storedSql()
                        || !step.views().drops().isEmpty()
                        || step.views().raises().stream().anyMatch(ViewWork.Raise::stored));
    boolean raises = plan.steps().stream().anyMatch(step -> !step.views().raises().isEmpty());
    if (stored || raises) {
      session
          .server()
          .trust()
          .refuseStoredSql(stored ? "would run" : "could run", session.options().namespace());
    }
  }

  /** A second plan is for what is left of the first: a rollback of one must not undo another. */
  private Plan rest(Plan plan, Recorded recorded) {
    if (progress.done().isEmpty()) {
      first = plan;
      return plan;
    }
    Plan rest = plan.restOf(first, progress.done());
    return rest.direction() == Direction.ROLLBACK
        ? rest.after(first.viewsLeft(progress.done(), recorded))
        : rest;
  }

  /** The generation only ever moves on: where it does not, this run would try for ever. */
  private void refuseIfStuck(Recorded recorded) {
    if (recorded.generation() == plannedOn) {
      throw new PostcarException.Refusal(
          ("Refused: the bookkeeping in schema %s cannot be written: its generation stays"
                  + " at %s, or it contains a row that cannot be read. A trigger, a rule or row"
                  + " security on its tables may be the cause. Nothing was changed.")
              .formatted(Quote.identifier(context.session().options().namespace()), plannedOn));
    }
  }

  private Runner runner() {
    Watch watch = context.link().watch(context.reporter());
    StepRun steps = StepRun.of(context, lock, watch, progress.views());
    return new Runner(steps, failures(), progress, hooks);
  }

  private Failures failures() {
    return new Failures(context, progress);
  }

  private void notify(String outcome) {
    if (first != null && !progress.done().isEmpty() && HookCalls.concerns(first)) {
      Config options = context.session().options();
      new Notification(options.channel(), options.namespace(), outcome, progress)
          .send(context.session(), context.reporter());
    }
  }

  /** Gives the lock back. */
  @Override
  public void close() {
    try {
      lock.close();
    } finally {
      context.interruption().end();
    }
  }
}

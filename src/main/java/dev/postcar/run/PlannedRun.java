package dev.postcar.run;

import dev.postcar.Direction;
import dev.postcar.PostcarException;
import dev.postcar.Target;
import dev.postcar.history.Recorded;
import dev.postcar.monitor.Watch;
import dev.postcar.plan.Plan;
import dev.postcar.plan.ViewWork;
import dev.postcar.sql.Quote;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;

/**
 * Runs what is planned under the runner lock; reads and plans again where the history has moved, or
 * the connection was lost.
 */
final class PlannedRun {

  private final Equipment equipment;
  private final Function<Recorded, Plan> planner;
  private final Tally tally;
  private final CommitRecovery recovery;
  private final HookCalls hooks;
  private RunnerLock lock;
  private Plan first;
  private long plannedOn = -1;

  /**
   * A run that has not begun.
   *
   * @param equipment the session is outside any transaction
   * @param planner makes the plan from what the database remembers
   * @param tally is told what is done
   */
  PlannedRun(Equipment equipment, Function<Recorded, Plan> planner, Tally tally) {
    this.equipment = equipment;
    this.planner = planner;
    this.tally = tally;
    this.recovery = new CommitRecovery(equipment, tally);
    this.hooks = new HookCalls(equipment.session().options().hooks());
  }

  /** Waits for the lock, and runs to the end. */
  Operation.Outcome run() {
    lock = equipment.lock();
    try {
      while (true) {
        try {
          Operation.Outcome outcome = isDone() ? views() : planned();
          notify("done");
          hooks.afterEach(first, tally.done(), failures());
          hooks.after(first, outcome, failures());
          return outcome;
        } catch (HistoryMoved e) {
          // Read and plan again, outside any transaction.
          equipment.session().rollback();
        } catch (ConnectionLost e) {
          lock = recovery.recover(e);
        } catch (PostcarException.Connection e) {
          lock = recovery.recover(lostOutsideAMessage(e));
        }
      }
    } catch (PostcarException e) {
      PostcarException complete = failures().complete(e);
      boolean afterwards =
          complete instanceof PostcarException.HookFailed failed && failed.hook().equals("after");
      if (!afterwards) {
        notify("failed");
      }
      throw complete;
    } finally {
      lock.close();
    }
  }

  /** The connection was lost while something was read: nothing is in doubt. */
  private ConnectionLost lostOutsideAMessage(PostcarException.Connection e) {
    if (!(e.getCause() instanceof SQLException lost) || !equipment.session().isLost(lost)) {
      throw e;
    }
    return new ConnectionLost(List.of(), lost);
  }

  private boolean isDone() {
    return first != null && first.isDone(tally.done());
  }

  /** All migrations are done; the views that a lost connection has kept back are not. */
  private Operation.Outcome views() {
    Recorded recorded = equipment.session().read();
    Plan left = first.viewsLeft(tally.done(), recorded);
    if (!left.isEmpty()) {
      try (Runner runner = runner()) {
        runner.run(left, recorded.generation(), "");
      }
    }
    return tally.outcome(first.pendingAfter(tally.done().size()));
  }

  private Operation.Outcome planned() {
    // The lock may have been waited for.
    Recorded recorded = equipment.session().readAnew();
    refuseIfStuck(recorded);
    Plan plan = planner.apply(recorded);
    int before = tally.done().size();
    ZoneRules zone = new ZoneRules(equipment);
    if (first == null) {
      zone.refuseUnasked(recorded, plan);
      tally.planned(plan, recorded);
    }
    hooks.before(plan, tally.database(), failures());
    if (first != null) {
      // Those of which a lost connection kept the answer back.
      hooks.afterEach(first, tally.done(), failures());
    }
    HistoryUpgrade upgrade = new HistoryUpgrade(equipment.session(), equipment.reporter());
    boolean dryRun = plan.mode() == Target.Mode.DRY_RUN;
    if (!dryRun && upgrade.run(recorded)) {
      tally.upgraded();
      recorded = equipment.session().read();
      plan = planner.apply(recorded);
    }
    plan = rest(plan, recorded);
    if (plan.isEmpty()) {
      return tally.outcome(plan.pendingBefore());
    }
    refuseOthersSql(plan);
    if (!dryRun) {
      zone.record(recorded);
    }
    String setup = dryRun ? upgrade.inOpenTransaction(recorded) : "";
    plannedOn = recorded.generation();
    try (Runner runner = runner()) {
      runner.run(plan, recorded.generation(), setup);
    }
    int ran = tally.done().size() - before;
    return tally.outcome(dryRun ? plan.pendingBefore() : plan.pendingAfter(ran));
  }

  /** Views go down with the SQL that was stored when they were created. */
  private void refuseOthersSql(Plan plan) {
    Session session = equipment.session();
    boolean stored =
        plan.steps().stream()
            .anyMatch(
                step ->
                    step.storedSql()
                        || !step.views().drops().isEmpty()
                        || step.views().raises().stream().anyMatch(ViewWork.Raise::stored));
    if (stored) {
      session.facts().trust().refuseStoredSql(session.options().namespace());
    }
  }

  /** A second plan is for what is left of the first: a rollback of one must not undo another. */
  private Plan rest(Plan plan, Recorded recorded) {
    if (tally.done().isEmpty()) {
      first = plan;
      return plan;
    }
    Plan rest = plan.restOf(first, tally.done());
    return rest.direction() == Direction.ROLLBACK
        ? rest.after(first.viewsLeft(tally.done(), recorded))
        : rest;
  }

  /** The generation only ever moves on: where it does not, this run would try for ever. */
  private void refuseIfStuck(Recorded recorded) {
    if (recorded.generation() == plannedOn) {
      throw new PostcarException.Refusal(
          "Refused: the bookkeeping in schema "
              + Quote.identifier(equipment.session().options().namespace())
              + " cannot be written: its generation stays at "
              + plannedOn
              + ", or it holds a row that cannot be read. A trigger, a rule or row security on its"
              + " tables may be the cause. Nothing was changed.");
    }
  }

  private Runner runner() {
    Watch watch = equipment.link().watch(equipment.reporter());
    StepRun steps = StepRun.of(equipment, lock, watch, tally.views());
    return new Runner(steps, failures(), tally, hooks);
  }

  private Failures failures() {
    return new Failures(equipment, tally);
  }

  private void notify(String outcome) {
    if (first != null && !tally.done().isEmpty() && HookCalls.concerns(first)) {
      RunOptions options = equipment.session().options();
      new Notification(options.channel(), options.namespace(), outcome, tally)
          .send(equipment.session(), equipment.reporter());
    }
  }
}

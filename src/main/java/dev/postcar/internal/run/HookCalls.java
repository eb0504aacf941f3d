package dev.postcar.internal.run;

import dev.postcar.Hooks;
import dev.postcar.MigrationId;
import dev.postcar.Target;
import dev.postcar.internal.plan.Plan;
import dev.postcar.internal.plan.Step;
import dev.postcar.result.MigrationResult;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Calls the caller's hooks, each once for what it is to be called for. */
final class HookCalls {

  private final Hooks hooks;
  private final boolean each;
  private final Set<MigrationId> started = new HashSet<>();
  private boolean before;
  private int reported;

  HookCalls(Hooks hooks) {
    this.hooks = hooks;
    this.each = hooks.perMigration();
  }

  /** Whether a migration needs a message of its own. */
  boolean each() {
    return each;
  }

  /** Returns whether a plan runs migrations, and keeps what they do. */
  static boolean concerns(Plan plan) {
    return plan.mode() != Target.Mode.DRY_RUN && plan.steps().stream().anyMatch(Step::runs);
  }

  void before(Plan plan, String database, Failures failures) {
    if (before || !concerns(plan)) {
      return;
    }
    before = true;
    List<MigrationId> migrations = plan.steps().stream().filter(Step::runs).map(Step::id).toList();
    try {
      hooks.before(new Hooks.Planned(database, plan.direction(), migrations));
    } catch (Throwable e) {
      throw failures.hook(plan, new HookFailure("before", null, e, null));
    }
  }

  void beforeEach(Plan plan, Step step, Failures failures) {
    if (!each || !step.runs() || !concerns(plan) || !started.add(step.id())) {
      return;
    }
    try {
      hooks.beforeEach(step.id(), plan.direction());
    } catch (Throwable e) {
      throw failures.hook(
          plan, new HookFailure("beforeEach", step.id(), e, step.id().name() + " did not run"));
    }
  }

  /** Of what is done, those that were not reported yet. */
  void afterEach(Plan plan, List<MigrationResult> done, Failures failures) {
    while (each && reported < done.size() && concerns(plan)) {
      MigrationResult one = done.get(reported++);
      MigrationId id = MigrationId.of(one.id());
      try {
        hooks.afterEach(id, plan.direction(), one.durationMs());
      } catch (Throwable e) {
        throw failures.hook(plan, new HookFailure("afterEach", id, e, null));
      }
    }
  }

  void after(Plan plan, RunOutcome outcome, Failures failures) {
    if (outcome.done().isEmpty() || !concerns(plan)) {
      return;
    }
    try {
      hooks.after(
          new Hooks.Ran(outcome.database(), plan.direction(), outcome.done(), outcome.pending()));
    } catch (Throwable e) {
      throw failures.hook(plan, new HookFailure("after", null, e, null));
    }
  }
}

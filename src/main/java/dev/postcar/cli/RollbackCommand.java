package dev.postcar.cli;

import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.Target;
import dev.postcar.internal.report.DoneText;
import dev.postcar.internal.report.PlanText;
import dev.postcar.result.PlanResult;
import dev.postcar.result.RollbackResult;
import picocli.CommandLine.Model.CommandSpec;

/** {@code rollback}: undoes applied migrations. */
final class RollbackCommand implements Command {

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Words.command(
            "Undo the last applied migration, or several.",
            "postcar rollback\tundo the last applied migration",
            "postcar rollback --to M0008\tundo everything after this one",
            "postcar rollback M0012 --plan\tprint what would be undone");
    spec.addPositional(Words.one("ID", "0..1", "Undo only this migration."));
    spec.addOption(Words.flag("Undo all applied migrations.", "--all"));
    spec.addOption(Words.flag("Do not ask.", "--yes"));
    return Targets.addTo(spec, "Undo all migrations after this one; it stays applied.");
  }

  @Override
  public Output run(Call call) {
    Target target = target(call);
    try (Postcar postcar = call.postcar()) {
      if (call.has("--plan")) {
        PlanResult plan = postcar.planRollback(target);
        return new Output(plan, PlanText.of(plan, call.verbose()));
      }
      confirm(call, postcar, target);
      RollbackResult result = postcar.rollback(target);
      return new Output(result, DoneText.of(result, target.mode()));
    }
  }

  private static Target target(Call call) {
    String id = call.positional(0);
    boolean all = call.has("--all");
    if (id == null) {
      Target target = Targets.of(call, all ? Target.all() : Target.usual());
      if (all && target.kind() != Target.Kind.ALL) {
        throw new PostcarException.Configuration("--all cannot be combined with --to or --steps.");
      }
      return target;
    }
    Target target = Targets.of(call, Target.only(id));
    if (all || target.kind() != Target.Kind.ONLY) {
      throw new PostcarException.Configuration(
          "An ID cannot be combined with --all, --to or --steps.");
    }
    return target;
  }

  /**
   * On a terminal more than one is asked about, and one that drops rows; elsewhere more than one
   * needs {@code --yes}.
   */
  private static void confirm(Call call, Postcar postcar, Target target) {
    boolean terminal = call.terminal().interactive();
    boolean one = target.kind() == Target.Kind.USUAL || target.kind() == Target.Kind.ONLY;
    if (call.has("--yes") || target.mode() == Target.Mode.DRY_RUN || (one && !terminal)) {
      return;
    }
    PlanResult plan = postcar.planRollback(target);
    int count = plan.plan().size();
    boolean rows = plan.drops().stream().anyMatch(PlanResult.Drop::mayHoldRows);
    if (count == 0 || (count == 1 && !(terminal && rows))) {
      return;
    }
    String what =
        "%s in %s on %s"
            .formatted(
                count == 1 ? "1 migration" : count + " migrations",
                plan.database(),
                plan.server().place());
    String list = PlanText.list(plan);
    if (!terminal) {
      throw new PostcarException.Configuration(
          "This would roll back %s:\n%sState: nothing was changed.\nNext: add --yes."
              .formatted(what, list));
    }
    if (!call.terminal().confirms(list + "Roll back " + what + "?")) {
      throw new PostcarException.Configuration("Not confirmed: nothing was changed.");
    }
  }
}

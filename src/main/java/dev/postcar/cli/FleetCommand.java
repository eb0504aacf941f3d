package dev.postcar.cli;

import dev.postcar.PostcarException;
import dev.postcar.Target;
import dev.postcar.fleet.Fleet;
import dev.postcar.fleet.FleetTarget;
import dev.postcar.internal.config.Setting;
import dev.postcar.internal.config.Settings;
import dev.postcar.internal.fleet.TargetSelection;
import dev.postcar.internal.report.FleetText;
import dev.postcar.options.VerifyOptions;
import dev.postcar.result.FleetResult;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code fleet}: a command on many databases, or many schemas. */
final class FleetCommand implements Command {

  private static final List<String> OPERATIONS =
      List.of("migrate", "rollback", "status", "plan", "verify", "drift", "wait", "bookkeeping");

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Words.command(
            "Run a command on all targets of the fleet. A target is a database, or a schema of one.",
            "postcar fleet migrate --canary 3\tthree targets first, then the rest",
            "postcar fleet status --targets 'eu-*'\twhat is pending in some of them",
            "postcar fleet rollback --to M0008 --yes-targets 40\tundo what came after it, in 40"
                + " targets");
    spec.addPositional(
        Words.one("OPERATION", "1", String.join(", ", OPERATIONS) + ".").toBuilder()
            .completionCandidates(OPERATIONS)
            .build());
    SharedOptions.ofFleet().forEach(spec::addOption);
    return spec.addOption(Words.flag("Ask after the canaries whether to go on.", "--then-pause"))
        .addOption(Words.several("PATTERN", "Only targets whose names match.", "--targets"))
        .addOption(Words.several("PATTERN", "All targets except these.", "--except-targets"))
        .addOption(Words.text("I/N", "Only part I of N, counted from 1.", "--shard"))
        .addOption(Words.text("ID", "migrate, plan, rollback: up to this migration.", "--to"))
        .addOption(
            Words.number("N", "rollback: do not ask; N is the number of targets.", "--yes-targets"))
        .addOption(
            Words.text(
                "DURATION", "wait: at most this long for each target. Default: 5min.", "--for"));
  }

  @Override
  public Output run(Call call) {
    String operation = call.positional(0);
    if (!OPERATIONS.contains(operation)) {
      throw new PostcarException.Configuration(
          "There is no command fleet %s. There are %s."
              .formatted(operation, String.join(", ", OPERATIONS)));
    }
    refuseStrangers(call, operation);
    Settings settings = call.settings();
    ConfiguredFleet configured = call.fleet();
    TargetSelection selection =
        TargetSelection.of(
            call.options("--targets"),
            call.options("--except-targets"),
            call.option("--shard"),
            settings.text(Setting.FLEET_ORDER));
    List<FleetTarget> targets = selection.of(configured.targets());
    if (targets.isEmpty() && call.has("--shard")) {
      return new Output(
          new FleetResult(operation, List.of(), 0, 0),
          "fleet " + operation + ": no target is in part " + call.option("--shard") + ".");
    }
    Fleet fleet = configured.of(targets);
    if (call.has("--then-pause")) {
      fleet.thenAsk(() -> FleetQuestions.goesOn(call, targets.size()));
    }
    FleetResult result = result(call, operation, fleet, targets.size());
    return new Output(
        result, new FleetText(call.ink(), call.verbose()).of(result), result.exitCode());
  }

  /** An option that this operation would not heed is not heard in silence. */
  private static void refuseStrangers(Call call, String operation) {
    refuse(call, "--to", operation, "migrate", "plan", "rollback");
    refuse(call, "--yes-targets", operation, "rollback");
    refuse(call, "--for", operation, "wait");
    if (call.has("--target")) {
      throw new PostcarException.Configuration(
          "fleet does not take --target: use --targets, or the command without \"fleet\".");
    }
  }

  private static void refuse(Call call, String option, String operation, String... with) {
    if (call.has(option) && !List.of(with).contains(operation)) {
      throw new PostcarException.Configuration(
          "fleet %s does not take %s. It belongs to %s."
              .formatted(operation, option, String.join(", ", with)));
    }
  }

  private static FleetResult result(Call call, String operation, Fleet fleet, int count) {
    String to = call.option("--to");
    Target target = to == null ? Target.usual() : Target.to(to);
    return switch (operation) {
      case "migrate" -> fleet.migrate(target);
      case "plan" -> fleet.plan(target);
      case "status" -> fleet.status();
      case "verify" -> fleet.verify(VerifyOptions.all());
      case "drift" -> fleet.drift(call.settings().list(Setting.IGNORE).toArray(String[]::new));
      case "bookkeeping" -> fleet.moveBookkeeping();
      case "wait" -> fleet.await(WaitCommand.limit(call));
      default -> {
        if (to == null) {
          throw new PostcarException.Configuration(
              "fleet rollback needs --to: the migration that stays applied.");
        }
        FleetQuestions.confirm(call, to, count);
        yield fleet.rollback(target);
      }
    };
  }
}

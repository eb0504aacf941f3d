package dev.postcar.cli;

import dev.postcar.PostcarException;
import dev.postcar.Target;
import picocli.CommandLine.Model.CommandSpec;

/** The options that say how far, which migrate and rollback share. */
final class Targets {

  private Targets() {}

  static CommandSpec addTo(CommandSpec spec, String toHelp) {
    return spec.addOption(Words.text("ID", toHelp, "--to"))
        .addOption(Words.number("N", "Only this many migrations.", "--steps"))
        .addOption(Words.flag("Print what would run; write nothing.", "--plan"))
        .addOption(Words.flag("Run everything in one transaction, then roll it back.", "--dry-run"))
        .addOption(Words.flag("Run everything in one transaction.", "--single-transaction"));
  }

  static Target of(Call call, Target usual) {
    String to = call.option("--to");
    Integer steps = call.number("--steps");
    if (to != null && steps != null) {
      throw new PostcarException.Configuration("--to and --steps cannot be combined: use one.");
    }
    Target target = to != null ? Target.to(to) : steps != null ? Target.steps(steps) : usual;
    if (call.has("--dry-run")) {
      return target.dryRun();
    }
    return call.has("--single-transaction") ? target.singleTransaction() : target;
  }
}

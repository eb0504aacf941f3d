package dev.postcar.cli;

import dev.postcar.FlagFile;
import dev.postcar.Postcar;
import dev.postcar.Target;
import dev.postcar.internal.report.DoneText;
import dev.postcar.internal.report.PlanText;
import dev.postcar.result.MigrateResult;
import dev.postcar.result.PlanResult;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code migrate}: applies what is pending. */
final class MigrateCommand implements Command {

  @Override
  public CommandSpec spec() {
    return Targets.addTo(
        Words.command(
            "Apply the pending migrations.",
            "postcar migrate\tapply everything that is pending",
            "postcar migrate --plan\tprint what would run; writes nothing",
            "postcar migrate --to M0008\tup to this one, including it"),
        "Up to this migration, including it.");
  }

  @Override
  public Output run(Call call) {
    Target target = Targets.of(call, Target.usual());
    FlagFile flag = call.has("--plan") || call.has("--dry-run") ? null : call.flag();
    if (flag != null) {
      if (flag.isPresent()) {
        return new Output(
            new MigrateResult(null, List.of(), 0, 0, List.of()),
            flag.path() + " exists: nothing to do. The database was not contacted.");
      }
      // Before anything is started that the run would need.
      flag.prepare();
    }
    try (Postcar postcar = call.postcar()) {
      if (call.has("--plan")) {
        PlanResult plan = postcar.planMigrate(target);
        return new Output(plan, PlanText.of(plan, call.verbose()));
      }
      MigrateResult result = postcar.migrate(target);
      return new Output(result, DoneText.of(result, target.mode()));
    }
  }
}

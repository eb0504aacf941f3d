package dev.postcar.cli;

import dev.postcar.Event;
import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.internal.report.VerifyText;
import dev.postcar.options.VerifyOptions;
import dev.postcar.result.VerifyResult;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** {@code verify}: forward, back and forward again with each migration, on a scratch database. */
final class VerifyCommand implements Command {

  @Override
  public CommandSpec spec() {
    return Words.command(
            "Run each migration forward, back and forward on a scratch PostgreSQL; the catalog"
                + " must come back exactly.",
            "postcar verify\tall migrations",
            "postcar verify --from M0008\tthis one and those after it",
            "postcar verify --group M0008 M0010\tthree migrations that are undone only together")
        .addOption(Words.text("ID", "Verify this migration and those after it.", "--from"))
        .addOption(Words.text("ID", "Verify only this migration.", "--only"))
        .addOption(
            OptionSpec.builder("--group")
                .type(String[].class)
                .arity("1..2")
                .splitRegex(",")
                .paramLabel("FROM TO")
                .description("Verify these and those between together: forward, back, forward.")
                .build())
        .addOption(Words.flag("Verify all migrations together, as one group.", "--all-down"))
        .addOption(Words.flag("Report migrations without a rollback.", "--strict"));
  }

  @Override
  public Output run(Call call) {
    VerifyOptions verification = options(call);
    VerifyText text = new VerifyText(call.ink());
    try (Postcar postcar = call.postcarForScratch().reporter(event -> tell(call, text, event))) {
      VerifyResult result = postcar.verify(verification);
      return new Output(result, text.of(result));
    } catch (PostcarException.Findings e) {
      VerifyResult result = (VerifyResult) e.resultSoFar().orElseThrow();
      return new Output(result, text.of(result), e.exitCode());
    }
  }

  private static VerifyOptions options(Call call) {
    List<String> group = call.options("--group");
    boolean together = !group.isEmpty() || call.has("--all-down");
    if (together && (call.has("--from") || (!group.isEmpty() && call.has("--all-down")))) {
      throw new PostcarException.Configuration(
          "--group, --all-down and --from cannot be combined: use one.");
    }
    if (!group.isEmpty() && group.size() != 2) {
      throw new PostcarException.Configuration(
          "--group needs two migrations: the first and the last.");
    }
    return new VerifyOptions(
        group.isEmpty() ? call.option("--from") : group.get(0),
        group.isEmpty() ? null : group.get(1),
        call.option("--only"),
        together,
        call.has("--strict"));
  }

  /** A finding is printed as soon as there is one; as JSON all of them at the end. */
  private static void tell(Call call, VerifyText text, Event event) {
    if (event instanceof Event.Verified verified) {
      if (!call.has("--json")) {
        call.print(text.of(verified.migration(), call.verbose()));
      }
    } else {
      call.console().on(event);
    }
  }
}

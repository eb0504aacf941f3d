package dev.postcar.cli;

import dev.postcar.Event;
import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.internal.report.VerifyText;
import dev.postcar.options.VerifyOptions;
import dev.postcar.result.VerifyResult;
import picocli.CommandLine.Model.CommandSpec;

/** {@code verify}: forward, back and forward again with each migration, on a scratch database. */
final class VerifyCommand implements Command {

  @Override
  public CommandSpec spec() {
    return Words.command(
            "Run each migration forward, back and forward on a scratch PostgreSQL; the catalog"
                + " must come back exactly.",
            "postcar verify\tall migrations",
            "postcar verify --from M0008\tthis one and those after it",
            "postcar verify --strict\treport those without a rollback too")
        .addOption(Words.text("ID", "Verify this migration and those after it.", "--from"))
        .addOption(Words.text("ID", "Verify only this migration.", "--only"))
        .addOption(Words.flag("Report migrations without a rollback.", "--strict"));
  }

  @Override
  public Output run(Call call) {
    VerifyOptions verification =
        new VerifyOptions(call.option("--from"), call.option("--only"), call.has("--strict"));
    VerifyText text = new VerifyText(call.ink());
    try (Postcar postcar = call.postcarForScratch().reporter(event -> tell(call, text, event))) {
      VerifyResult result = postcar.verify(verification);
      return new Output(result, text.of(result));
    } catch (PostcarException.Findings e) {
      VerifyResult result = (VerifyResult) e.resultSoFar().orElseThrow();
      return new Output(result, text.of(result), e.exitCode());
    }
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

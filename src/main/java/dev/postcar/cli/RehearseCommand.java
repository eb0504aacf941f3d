package dev.postcar.cli;

import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.internal.report.RehearseText;
import dev.postcar.internal.sql.Durations;
import dev.postcar.options.RehearseOptions;
import dev.postcar.result.RehearseResult;
import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;

/** {@code rehearse}: pending migrations under traffic, on a database that is not the real one. */
final class RehearseCommand implements Command {

  /** Columns of a line that nobody's terminal shows. */
  private static final int WIDEST = 160;

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Words.command(
                "Run the pending migrations under traffic on a scratch PostgreSQL, and show who waits"
                    + " for how long.",
                "postcar rehearse --rows 1000000\twhat is pending, on made-up rows",
                "postcar rehearse --like sizes.json --fail-on wait=500ms\tas many rows as in production",
                "postcar rehearse M0012 --load bench/\tthis one and those after it, pgbench scripts")
            .addPositional(
                Words.one(
                    "ID", "0..1", "The first migration to measure; default: what is pending."))
            .addOption(Words.text("FILE", "Restore this plain dump instead.", "--dump"))
            .addOption(
                Words.text(
                    "URL", "Run on this clone of a database instead: it is changed.", "--database"))
            .addOption(Words.text("NAME", "Do not ask; the name of the clone's database.", "--yes"))
            .addOption(
                Words.text(
                    "wait=DURATION",
                    "Exit with code 6 if the traffic waits that long for a lock.",
                    "--fail-on"));
    return TrafficWords.add(spec);
  }

  @Override
  public Output run(Call call) {
    RehearseOptions options =
        new RehearseOptions(
            call.positional(0), RehearsedData.of(call), TrafficWords.load(call), failOn(call));
    boolean looksAtTarget =
        options.from() == null
            && options.data().dump() == null
            && options.data().database() == null
            && call.hasDatabase();
    RehearseText text = new RehearseText(call.ink(), call.lineWidth(WIDEST));
    try (Postcar postcar = looksAtTarget ? call.postcar() : call.postcarForScratch()) {
      RehearseResult result = postcar.rehearse(options);
      return new Output(RehearseText.document(result), text.of(result));
    } catch (PostcarException.Findings e) {
      RehearseResult result = (RehearseResult) e.resultSoFar().orElseThrow();
      return new Output(RehearseText.document(result), text.of(result), e.exitCode());
    }
  }

  private static Duration failOn(Call call) {
    String text = call.option("--fail-on");
    if (text == null) {
      return null;
    }
    try {
      if (text.startsWith("wait=")) {
        return Durations.parse(text.substring("wait=".length()));
      }
    } catch (IllegalArgumentException e) {
      throw new PostcarException.Configuration("--fail-on: " + e.getMessage() + ".", e);
    }
    throw new PostcarException.Configuration(
        "--fail-on takes wait=DURATION, such as wait=500ms, not " + text + ".");
  }
}

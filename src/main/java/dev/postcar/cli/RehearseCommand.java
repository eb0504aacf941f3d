package dev.postcar.cli;

import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.internal.report.RehearseText;
import dev.postcar.internal.sql.Durations;
import dev.postcar.options.RehearseOptions;
import dev.postcar.options.RehearseOptions.Load;
import dev.postcar.result.RehearseResult;
import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;

/** {@code rehearse}: pending migrations under traffic, on a database that is not the real one. */
final class RehearseCommand implements Command {

  /** Columns of a line that nobody's terminal shows. */
  private static final int WIDEST = 160;

  @Override
  public CommandSpec spec() {
    return Words.command(
            "Run the pending migrations under traffic on a scratch PostgreSQL, and show who waits"
                + " for how long.",
            "postcar rehearse --rows 1000000\twhat is pending, on made-up rows",
            "postcar rehearse --like sizes.json --fail-on wait=500ms\tas many rows as in production",
            "postcar rehearse M0012 --load bench/\tthis one and those after it, pgbench scripts")
        .addPositional(
            Words.one("ID", "0..1", "The first migration to measure; default: what is pending."))
        .addOption(Words.text("N", "Made-up rows in each table. Default: 100000.", "--rows"))
        .addOption(
            Words.text("FILE", "Make up as many rows as trace --write-stats has seen.", "--like"))
        .addOption(Words.text("FILE", "Restore this plain dump instead.", "--dump"))
        .addOption(
            Words.text(
                "URL", "Run on this clone of a database instead: it is changed.", "--database"))
        .addOption(Words.text("NAME", "Do not ask; the name of the clone's database.", "--yes"))
        .addOption(
            Words.text(
                "auto|DIR",
                "Traffic: by key on what the migrations touch (default), or the pgbench scripts of"
                    + " a directory.",
                "--load"))
        .addOption(Words.number("N", "Connections of the traffic. Default: 8.", "--clients"))
        .addOption(
            Words.text("N", "Transactions a second, all clients together. Default: 100.", "--rate"))
        .addOption(
            Words.number("N", "Seconds of traffic before, and after. Default: 5.", "--seconds"))
        .addOption(Words.number("N", "The same number repeats the traffic. Default: 1.", "--seed"))
        .addOption(
            Words.text(
                "wait=DURATION",
                "Exit with code 6 if the traffic waits that long for a lock.",
                "--fail-on"));
  }

  @Override
  public Output run(Call call) {
    RehearseOptions options =
        new RehearseOptions(call.positional(0), RehearsedData.of(call), load(call), failOn(call));
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

  private static Load load(Call call) {
    Load usual = Load.auto();
    String load = call.option("--load");
    boolean auto = load == null || load.equals("auto");
    String rate = call.option("--rate");
    Integer clients = call.number("--clients");
    Integer seconds = call.number("--seconds");
    Integer seed = call.number("--seed");
    return new Load(
        auto ? null : call.surroundings().workingDirectory().resolve(load),
        clients == null ? usual.clients() : clients,
        rate == null ? usual.rate() : (int) number("--rate", rate.replaceFirst("/s$", "")),
        seconds == null ? usual.around() : Duration.ofSeconds(seconds),
        seed == null ? usual.seed() : seed);
  }

  static long number(String option, String text) {
    if (!text.matches("[1-9]\\d{0,8}")) {
      throw new PostcarException.Configuration(
          option + " must be a number from 1 to 999999999, not " + text + ".");
    }
    return Long.parseLong(text);
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

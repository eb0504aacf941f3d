package dev.postcar.cli;

import dev.postcar.HintLevel;
import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.internal.os.PrivateFiles;
import dev.postcar.internal.os.TextFile;
import dev.postcar.internal.report.AnsiStyle;
import dev.postcar.internal.report.CiAnnotations;
import dev.postcar.internal.report.Json;
import dev.postcar.internal.report.StatsText;
import dev.postcar.internal.report.TraceText;
import dev.postcar.options.TraceOptions;
import dev.postcar.result.TableStats;
import dev.postcar.result.TraceResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/** {@code trace}: what each statement does to the tables, on a scratch database. */
final class TraceCommand implements Command {

  private static final List<String> FORMATS = List.of("github", "gitlab");

  /** Columns of a line that nobody's terminal shows. */
  private static final int WIDEST = 160;

  @Override
  public CommandSpec spec() {
    return Words.command(
            "Show the locks, rewrites and scans of each pending statement, and warn of risky ones."
                + " Uses a scratch PostgreSQL.",
            "postcar trace\twhat is pending",
            "postcar trace --since origin/main --fail-on danger\tfor pull requests",
            "postcar trace --all --format github\tannotate the source lines")
        .addOption(Words.flag("All migrations, not only the pending ones.", "--all"))
        .addOption(
            Words.text(
                "REF",
                "Of these, only those that are new or edited since a git branch or commit.",
                "--since"))
        .addOption(Words.text("LEVEL", "Print hints from this level on.", "--level"))
        .addOption(
            Words.text(
                "LEVEL",
                "Exit with code 6 at this level or above: info, warn or danger.",
                "--fail-on"))
        .addOption(
            Words.text("FORMAT", "Annotate the source lines, for github or gitlab.", "--format"))
        .addOption(
            Words.text(
                "FILE|URL",
                "Sizes of the real tables, from a file or a database: large tables come first.",
                "--stats"))
        .addOption(
            Words.text(
                "FILE",
                "Write the sizes of the database's tables for --stats, then exit; - is stdout.",
                "--write-stats"));
  }

  @Override
  public Output run(Call call) {
    if (call.option("--write-stats") != null) {
      return writeStats(call);
    }
    HintLevel failOn = level(call, "--fail-on");
    shownFrom(call); // refuses a wrong level before anything runs
    String format = format(call);
    boolean all = call.has("--all");
    TraceOptions tracing = new TraceOptions(all, stats(call), failOn, call.option("--since"));
    boolean target = !all && call.hasDatabase();
    try (Postcar postcar = target ? call.postcar() : call.postcarForScratch()) {
      return output(call, format, postcar.trace(tracing), 0);
    } catch (PostcarException.Findings e) {
      TraceResult result = (TraceResult) e.resultSoFar().orElseThrow();
      return output(call, format, result, e.exitCode());
    } catch (PostcarException.MigrationFailed e) {
      TraceResult result = (TraceResult) e.resultSoFar().orElseThrow();
      if (!call.has("--json") && (format.equals("gitlab") || !result.migrations().isEmpty())) {
        String text = output(call, format, result, e.exitCode()).text();
        call.terminal().out().println(AnsiStyle.printable(text));
      }
      throw e;
    }
  }

  private static Output output(Call call, String format, TraceResult result, int exitCode) {
    SourcePlaces places = new SourcePlaces(call, result);
    HintLevel from = shownFrom(call);
    String page =
        result.migrations().isEmpty()
            ? nothing(call)
            : new TraceText(call.ink(), call.lineWidth(WIDEST)).of(result, from);
    String text =
        switch (format) {
          case "gitlab" -> CiAnnotations.gitlab(result, from, places::of);
          case "github" ->
              (page + "\n" + CiAnnotations.github(result, from, places::of)).stripTrailing();
          default -> page;
        };
    return new Output(TraceText.document(result), text, exitCode);
  }

  private static String nothing(Call call) {
    String since = call.option("--since");
    return since != null
        ? "No migration to trace is new or edited since " + since + "."
        : "No migration is pending: nothing to trace (--all traces every migration).";
  }

  /** What fails is shown, whatever --level says. */
  private static HintLevel shownFrom(Call call) {
    HintLevel from = level(call, "--level");
    HintLevel failOn = level(call, "--fail-on");
    boolean lower = from != null && failOn != null && failOn.compareTo(from) < 0;
    return from == null ? HintLevel.INFO : lower ? failOn : from;
  }

  private static HintLevel level(Call call, String option) {
    String text = call.option(option);
    for (HintLevel level : HintLevel.values()) {
      if (text != null && level.text().equals(text.toLowerCase(Locale.ROOT))) {
        return level;
      }
    }
    if (text != null) {
      throw new PostcarException.Configuration(
          option + " takes info, warn or danger, not " + text + ".");
    }
    return null;
  }

  private static String format(Call call) {
    String format = call.option("--format");
    if (format == null) {
      return "";
    }
    if (!FORMATS.contains(format)) {
      throw new PostcarException.Configuration(
          "--format takes github or gitlab, not " + format + ".");
    }
    if (call.has("--json")) {
      throw new PostcarException.Configuration("--json and --format cannot be combined: use one.");
    }
    return format;
  }

  private static TableStats stats(Call call) {
    String stats = call.option("--stats");
    if (stats == null) {
      return TableStats.UNKNOWN;
    }
    if (stats.contains("://")) {
      try (Postcar there = Postcar.on(stats)) {
        return there.tableStats();
      }
    }
    try {
      return StatsText.parse(TextFile.read(path(call, stats)), stats);
    } catch (IOException e) {
      throw new PostcarException.Configuration("--stats: " + stats + " cannot be read.", e);
    }
  }

  private static Output writeStats(Call call) {
    String file = call.option("--write-stats");
    try (Postcar postcar = call.postcar()) {
      TableStats stats = postcar.tableStats();
      if (file.equals("-")) {
        return new Output(stats, Json.document(stats));
      }
      PrivateFiles.write(path(call, file), Json.document(stats) + "\n");
      int count = stats.tables().size();
      return new Output(
          Map.of("file", file, "tables", count),
          "Wrote the sizes of " + count + " tables to " + file + ".");
    } catch (IOException e) {
      throw new PostcarException.Configuration("--write-stats: " + file + " cannot be written.", e);
    }
  }

  private static Path path(Call call, String file) {
    return call.surroundings().workingDirectory().resolve(file);
  }
}

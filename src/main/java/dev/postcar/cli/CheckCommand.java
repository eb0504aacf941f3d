package dev.postcar.cli;

import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.internal.report.CheckText;
import dev.postcar.options.CheckOptions;
import dev.postcar.result.CheckResult;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;

/** {@code check}: everything that can be checked without a database. */
final class CheckCommand implements Command {

  private static final String LOCK_FILE = "migrations.lock";

  @Override
  public CommandSpec spec() {
    return Words.command(
            "Check the migrations without a database, for pull requests.",
            "postcar check\tthe working directory",
            "postcar check --against origin/main\tfor pull requests",
            "postcar check --write\twrite migrations.lock")
        .addOption(
            Words.text(
                "REF", "Compare with a git branch or commit: the one to merge into.", "--against"))
        .addOption(Words.flag("Write " + LOCK_FILE + " instead of comparing it.", "--write"));
  }

  @Override
  public Output run(Call call) {
    Path lockFile = call.settings().projectRoot().resolve(LOCK_FILE);
    CheckOptions checks = new CheckOptions(call.option("--against"), lockFile, call.has("--write"));
    try (Postcar postcar = call.postcarWithoutDatabase()) {
      CheckResult result = postcar.check(checks);
      return output(call, result, 0);
    } catch (PostcarException.Findings e) {
      CheckResult result = (CheckResult) e.resultSoFar().orElseThrow();
      return output(call, result, e.exitCode());
    }
  }

  private static Output output(Call call, CheckResult result, int exitCode) {
    HelpLayout layout = new HelpLayout(call.lineWidth(Integer.MAX_VALUE));
    return new Output(result, layout.message(new CheckText(call.ink()).of(result)), exitCode);
  }
}

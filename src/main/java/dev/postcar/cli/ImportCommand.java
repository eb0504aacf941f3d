package dev.postcar.cli;

import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.internal.config.Setting;
import dev.postcar.internal.report.ImportText;
import dev.postcar.options.ImportOptions;
import dev.postcar.result.ImportResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** {@code import}: writes another tool's migrations as postcar's own. */
final class ImportCommand implements Command {

  @Override
  public CommandSpec spec() {
    return Words.command(
            "Write the migrations of another tool as migrations of a package.",
            "postcar import flyway db/migration\twith a proof on scratch databases",
            "postcar import goose db --check-only\tlist what has no form in postcar",
            "postcar import dbmate db --history\trecord what is applied")
        .addPositional(
            Words.one(
                "FORMAT",
                "1",
                "flyway, liquibase-sql, dbmate, goose, golang-migrate, sqitch, mybatis, diesel, sqlx or"
                    + " plain."))
        .addPositional(Words.at(1, "DIR", "1", "The directory of the other tool's files."))
        .addOption(
            Words.text("PACKAGE", "The package; default: the first configured one.", "--package"))
        .addOption(Words.text("FORMAT", "Write sql (default) or java.", "--format"))
        .addOption(Words.flag("Record what the other tool's history says is applied.", "--history"))
        .addOption(
            Words.text("TABLE", "The table of that history; default: the usual one.", "--table"))
        .addOption(
            OptionSpec.builder("--placeholder")
                .type(String[].class)
                .arity("1")
                .paramLabel("NAME=VALUE")
                .description("The value of a placeholder. Can be repeated.")
                .build())
        .addOption(
            Words.flag(
                "List what has no form in postcar, with exit code 6 if there is anything; write nothing.",
                "--check-only"))
        .addOption(
            Words.flag(
                "Do not compare the schemas that the old files and the import give.",
                "--unproved"));
  }

  @Override
  public Output run(Call call) {
    String format = call.option("--format");
    if (format != null && !List.of("sql", "java").contains(format)) {
      throw new PostcarException.Configuration("--format takes sql or java, not " + format + ".");
    }
    ImportOptions options =
        new ImportOptions(
            call.positional(0),
            call.surroundings().workingDirectory().resolve(call.positional(1)),
            call.option("--package"),
            "java".equals(format),
            call.has("--history"),
            call.option("--table"),
            call.has("--check-only"),
            call.has("--unproved"),
            placeholders(call));
    try (Postcar postcar = options.history() ? call.postcar() : call.postcarForScratch()) {
      ImportResult result = postcar.importFrom(options);
      return new Output(
          result, new ImportText(call.ink()).of(result) + next(call, options, result));
    }
  }

  /** What is not configured would not run. */
  private static String next(Call call, ImportOptions options, ImportResult result) {
    String own = options.packageName();
    boolean runs = own == null || call.settings().list(Setting.PACKAGES).contains(own);
    return runs || result.files().isEmpty()
        ? ""
        : "\nNext: add '%s' to packages in the conf script, so that it runs.".formatted(own);
  }

  private static Map<String, String> placeholders(Call call) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String one : call.options("--placeholder")) {
      int equals = one.indexOf('=');
      if (equals < 1) {
        throw new PostcarException.Configuration(
            "--placeholder takes NAME=VALUE, not \"" + one + "\".");
      }
      values.put(one.substring(0, equals), one.substring(equals + 1));
    }
    return values;
  }
}

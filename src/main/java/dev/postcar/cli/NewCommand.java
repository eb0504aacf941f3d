package dev.postcar.cli;

import dev.postcar.PostcarException;
import dev.postcar.internal.config.Setting;
import dev.postcar.internal.source.edit.Skeleton;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/** {@code new}: writes the next migration's skeleton. */
final class NewCommand implements Command {

  @Override
  public CommandSpec spec() {
    return Words.command(
            "Write the skeleton of the next migration.",
            "postcar new \"add publishers\"\twrites M0004_AddPublishers",
            "postcar new book_sales --kind view\ta managed view",
            "postcar new \"add isbn\" --format sql\ta SQL file")
        .addPositional(
            Words.one("NAME", "1", "What the migration does, in any form: \"add users\"."))
        .addOption(
            Words.text("PACKAGE", "The package; default: the first configured one.", "--package"))
        .addOption(
            Words.text("KIND", "code or view; default: a migration written in SQL.", "--kind"))
        .addOption(
            Words.text(
                "FORMAT",
                "The file, sql or java; default: newFormat, else what the newest migration of the package is.",
                "--format"))
        .addOption(Words.flag("Use the current time (UTC) as its number.", "--timestamp"));
  }

  @Override
  public Output run(Call call) {
    String packageName = packageName(call);
    Path file =
        Skeleton.write(
            new Skeleton.Request(
                call.positional(0),
                packageName,
                kind(call),
                format(call) == null ? call.settings().text(Setting.NEW_FORMAT) : format(call),
                call.has("--timestamp"),
                call.settings().paths(Setting.SOURCES),
                call.settings().path(Setting.TEMPLATES),
                Skeleton.compiled(packageName, call.settings().paths(Setting.CLASSPATH))));
    String shown = call.shown(file);
    return new Output(
        Map.of("id", Skeleton.idOf(file, packageName).toString(), "file", shown), shown);
  }

  private static String packageName(Call call) {
    String named = call.option("--package");
    List<String> configured = call.settings().list(Setting.PACKAGES);
    if (named == null && configured.isEmpty()) {
      throw new PostcarException.Configuration(
          "No package is configured. Next: add --package, or packages in the conf script.");
    }
    return named != null ? named : configured.get(0);
  }

  /** What is asked for; null if nothing is. */
  static String format(Call call) {
    String format = call.option("--format");
    if (format != null && !List.of("sql", "java").contains(format)) {
      throw new PostcarException.Configuration("--format takes sql or java, not " + format + ".");
    }
    return format;
  }

  /** Up to 0.3 the default had the name sql, which now is a format. */
  private static Skeleton.Kind kind(Call call) {
    String kind = call.option("--kind");
    try {
      return kind == null
          ? Skeleton.Kind.SQL
          : Skeleton.Kind.valueOf(kind.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new PostcarException.Configuration("--kind takes code or view, not " + kind + ".", e);
    }
  }
}

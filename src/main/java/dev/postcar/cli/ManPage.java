package dev.postcar.cli;

import dev.postcar.internal.config.LibpqConnection;
import dev.postcar.internal.config.Setting;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The manual page postcar(1) in the man macros of roff, made of what the help is made of. */
final class ManPage {

  /** Other than those of the settings. */
  private static final Map<String, String> VARIABLES =
      Map.of(
          "DATABASE_URL",
          "As POSTCAR_URL, which overrides it.",
          "POSTCAR_TRUST",
          "Directories, separated by :, whose files are used even if others could have written them.",
          "POSTCAR_ARCHIVE",
          "off: start without the archive of classes.",
          "POSTCAR_JAVA_OPTS",
          "Options of the JVM.",
          "JAVA_HOME",
          "The Java to run on. Packages with a runtime use their own.",
          "XDG_CACHE_HOME",
          "Where the archive of classes and downloaded servers are kept. Default: ~/.cache.",
          "NO_COLOR",
          "Not empty: no colour.",
          "COLUMNS",
          "Columns of the terminal.",
          "PG*",
          "The connection, as for psql; the conf script overrides it: "
              + LibpqConnection.names().stream().sorted().collect(Collectors.joining(", "))
              + ".");

  private static final Map<String, String> FILES =
      Map.of(
          "postcar.conf.groovy, config/postcar.conf.groovy",
          "The conf script: in the working directory or above, up to the root of the repository.",
          ".env",
          "Environment variables of the project.",
          ".postcar/",
          "Compiled classes, and the private server of --embedded.");

  private final StringBuilder page = new StringBuilder();

  private ManPage() {}

  /** The page. */
  static String of(String version) {
    ManPage man = new ManPage();
    man.macro("TH", "POSTCAR", "1", "", "postcar " + version, "");
    man.macro("SH", "NAME").text("postcar - migrates PostgreSQL schemas");
    man.macro("SH", "SYNOPSIS").text("postcar COMMAND [ARGUMENTS] [OPTIONS]");
    man.macro("SH", "DESCRIPTION");
    man.text(
        "Finds migrations, which are Java classes or SQL files, and applies each exactly once.");
    Grammar.GROUPS.forEach(
        (group, commands) -> {
          man.macro("SH", "COMMANDS: " + group.toUpperCase(Locale.ROOT));
          commands.forEach(command -> man.command(command.spec()));
        });
    man.macro("SH", "OPTIONS").text("Before or after any command:").options(SharedOptions.all());
    man.macro("SH", "EXIT STATUS");
    ExitCodes.ALL.forEach(man::term);
    man.macro("SH", "ENVIRONMENT").text("A flag overrides its variable.");
    for (Setting setting : Setting.values()) {
      if (setting.type() != Setting.Type.HOOK) {
        String flag = setting.longFlag();
        man.term(setting.environment(), flag == null ? setting.help() + "." : "As " + flag + ".");
      }
    }
    man.terms(VARIABLES);
    man.macro("SH", "FILES");
    man.terms(FILES);
    man.macro("SH", "SEE ALSO").text("psql(1), pg_dump(1)");
    return man.page.toString();
  }

  private void command(CommandSpec spec) {
    macro("SS", HelpText.synopsis(spec)).text(HelpText.description(spec));
    for (PositionalParamSpec word : spec.positionalParameters()) {
      term(word.paramLabel(), word.description()[0]);
    }
    options(spec.options());
    for (String example : spec.usageMessage().footer()) {
      String[] parts = example.split("\t", 2);
      macro("PP").macro("EX").text(parts[0]).macro("EE");
      text(parts.length > 1 ? parts[1] : "");
    }
  }

  private ManPage options(List<OptionSpec> options) {
    options.forEach(option -> term(HelpText.term(option), option.description()[0]));
    return this;
  }

  private void terms(Map<String, String> meanings) {
    meanings.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(one -> term(one.getKey(), one.getValue()));
  }

  private void term(String term, String meaning) {
    macro("TP");
    page.append(".B ").append(quoted(term)).append('\n');
    text(meaning);
  }

  private ManPage macro(String name, String... arguments) {
    page.append('.').append(name);
    for (String argument : arguments) {
      page.append(' ').append(quoted(argument));
    }
    page.append('\n');
    return this;
  }

  private ManPage text(String text) {
    for (String line : text.lines().toList()) {
      // A line that begins with a dot or a quote would be a request.
      page.append(line.matches("[.'].*") ? "\\&" : "").append(escaped(line)).append('\n');
    }
    return this;
  }

  private static String quoted(String argument) {
    return '"' + escaped(argument).replace("\"", "\\(dq") + '"';
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\e")
        .replace("-", "\\-")
        .replace("~", "\\(ti")
        .replace("^", "\\(ha");
  }
}

package dev.postcar.cli;

import dev.postcar.PostcarException;
import dev.postcar.internal.config.ConnectionUrl;
import dev.postcar.internal.os.PrivateFiles;
import dev.postcar.internal.os.TextFile;
import dev.postcar.internal.source.edit.Skeleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;

/** {@code init}: what a project needs, in the working directory; nothing is overwritten. */
final class InitCommand implements Command {

  private static final String CONF = "postcar.conf.groovy";
  private static final String PRIVATE = ".postcar/";
  private static final String SECRET = "// the password: POSTCAR_PASSWORD, PGPASSWORD or ~/.pgpass";

  @Override
  public CommandSpec spec() {
    return Words.command(
            "Set up a project here: conf script, .gitignore, first migration.",
            "postcar init --embedded\twith a private PostgreSQL",
            "postcar init --url postgresql://me@db/shop\twith a database",
            "postcar init --package shop.migrations\twith another package than app")
        .addOption(Words.text("PACKAGE", "Of the migrations. Default: app.", "--package"))
        .addOption(Words.text("FORMAT", "sql (default) or java.", "--format"));
  }

  @Override
  public Output run(Call call) {
    Path here = call.surroundings().workingDirectory();
    for (String conf : List.of(CONF, "config/" + CONF)) {
      if (Files.exists(here.resolve(conf))) {
        throw new PostcarException.Configuration(
            "There is a project here already: %s. Nothing was written.\nNext: run \"postcar status\"."
                .formatted(here.resolve(conf)));
      }
    }
    String url = call.option("--url");
    ConnectionUrl parsed = url == null ? null : ConnectionUrl.parse(url, "flag --url");
    if (parsed != null && call.has("--embedded")) {
      throw new PostcarException.Configuration("--url and --embedded cannot be combined: use one.");
    }
    String format = NewCommand.format(call);
    String packageName = call.option("--package") == null ? "app" : call.option("--package");
    List<String> done = new ArrayList<>();
    try {
      Path migration = migration(here, packageName, format == null ? "sql" : format);
      if (migration != null) {
        done.add("Wrote " + call.shown(migration) + ".");
      }
      ignore(here.resolve(".gitignore"), done);
      PrivateFiles.writeNew(here.resolve(CONF), conf(packageName, parsed, call.has("--embedded")));
      done.add("Wrote " + CONF + ".");
      String next = next(call, parsed, migration);
      return new Output(
          Map.of("done", done, "next", next), String.join("\n", done) + "\nNext: " + next);
    } catch (IOException e) {
      throw new PostcarException.Configuration(
          "The project cannot be set up in %s: %s.\nState: %s\nNext: fix that, then run \"postcar init\" again."
              .formatted(here, e, done.isEmpty() ? "nothing was written." : String.join(" ", done)),
          e);
    }
  }

  /** The first one; null where the package has some. */
  private static Path migration(Path here, String packageName, String format) throws IOException {
    Path sources = here.resolve("migrations");
    Path folder = sources.resolve(packageName.replace('.', '/'));
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        if (files.anyMatch(file -> file.getFileName().toString().matches("M\\d+_.*"))) {
          return null;
        }
      }
    }
    return Skeleton.write(
        new Skeleton.Request(
            "init",
            packageName,
            Skeleton.Kind.SQL,
            format,
            false,
            List.of(sources),
            null,
            List.of()));
  }

  private static void ignore(Path file, List<String> done) throws IOException {
    if (Files.isSymbolicLink(file)) {
      // Git does not follow it either.
      done.add(".gitignore is a symbolic link: add " + PRIVATE + " to one that is none.");
      return;
    }
    String text = Files.exists(file) ? TextFile.read(file) : "";
    if (text.lines().noneMatch(line -> line.strip().matches("/?\\.postcar/?"))) {
      String line = (text.isEmpty() || text.endsWith("\n") ? "" : "\n") + PRIVATE + "\n";
      if (Files.exists(file)) {
        Files.writeString(file, line, StandardOpenOption.APPEND);
      } else {
        PrivateFiles.writeNew(file, line);
      }
      done.add("Added " + PRIVATE + " to .gitignore.");
    }
  }

  private static String conf(String packageName, ConnectionUrl url, boolean embedded) {
    String there =
        url == null
            ? "// url = 'postgresql://me@db.example.com/shop' " + SECRET
            : "url = '%s' %s"
                .formatted(url.withoutSecrets().replace("\\", "\\\\").replace("'", "\\'"), SECRET);
    return """
    // "postcar config" shows all settings. This file is code: run only your own.
    packages = ['%s'] // in the order in which they run
    sources = ['migrations'] // migrations/%s/M0001_Init.sql

    connection {
      %s
    }
    """
        .formatted(
            packageName,
            packageName.replace('.', '/'),
            embedded ? "embedded = true // a private PostgreSQL in .postcar/" : there);
  }

  private static String next(Call call, ConnectionUrl url, Path migration) {
    String place =
        url != null || call.has("--embedded") ? "" : "name the database in " + CONF + ", then ";
    String password =
        url != null && url.hasSecrets() ? "set POSTCAR_PASSWORD (it was not written), then " : "";
    String sql = migration == null ? "" : "write the SQL in " + call.shown(migration) + ", then ";
    return place + password + sql + "run \"postcar migrate\".";
  }
}

package dev.postcar.internal.operation;

import dev.postcar.PostcarException;
import dev.postcar.Target;
import dev.postcar.internal.catalog.CatalogDiff;
import dev.postcar.internal.catalog.CatalogSnapshot;
import dev.postcar.internal.config.Config;
import dev.postcar.internal.config.Setting;
import dev.postcar.internal.imports.Import;
import dev.postcar.internal.imports.Psql;
import dev.postcar.internal.monitor.Pace;
import dev.postcar.internal.os.DirectoryTree;
import dev.postcar.internal.os.TemporaryFiles;
import dev.postcar.internal.scratch.ScratchDatabase;
import dev.postcar.internal.session.ServerSaid;
import dev.postcar.internal.source.MigrationLoader;
import dev.postcar.internal.source.Migrations;
import dev.postcar.internal.source.SourceRequest;
import dev.postcar.options.ImportOptions;
import dev.postcar.result.Finding;
import dev.postcar.result.ImportResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code import}: another tool's migrations as postcar's own, once it is proved that they are. */
public final class ImportOperation {

  private static final int SHOWN = 10;

  private final OperationContext context;
  private final ImportOptions options;
  private final String packageName;
  private final Import read;
  private final Scratch scratch;

  private ImportOperation(OperationContext context, ImportOptions options) {
    this.context = context;
    this.options = options;
    this.packageName = packageName(context.config(), options);
    this.read = Import.of(options, packageName);
    this.scratch = context.scratch();
  }

  /** Reads, proves, writes, and records what the other tool has applied. */
  public static ImportResult run(OperationContext context, ImportOptions options) {
    return new ImportOperation(context, options).run();
  }

  private static String packageName(Config config, ImportOptions options) {
    if (options.packageName() == null && config.packages().isEmpty()) {
      throw new PostcarException.Configuration(
          "No package is configured. Next: add --package, or packages in the conf script.");
    }
    return options.packageName() == null ? config.packages().get(0) : options.packageName();
  }

  private ImportResult run() {
    SourceRequest request = SourceRequest.of(context.config());
    if (options.checkOnly()) {
      ImportResult result = result(List.of(), false, List.of());
      if (!read.leftOut().isEmpty()) {
        throw findings("", result);
      }
      return result;
    } else if (request.sources().isEmpty()) {
      throw new PostcarException.Configuration(
          "No sources directory is configured. Next: set where to write, for example"
              + " sources = ['migrations'] in the conf script, or --sources.");
    }
    if (options.history()) {
      read.refuseWithoutHistory();
    }
    refuseTaken(request);
    if (!options.unproved() && !Psql.exists()) {
      throw new PostcarException.Configuration(
          "The import is compared with what psql makes of the old files, and there is no psql on the"
              + " path. Nothing was written.\nNext: install psql, or add --unproved.");
    }
    boolean proved = scratch.asOne(this::proved);
    Path root = request.sources().get(0);
    if (!options.history()) {
      return result(write(root), proved, List.of());
    }
    try (ImportedHistory history = ImportedHistory.lock(context, options, read)) {
      List<Path> files = write(root);
      try {
        return result(files, proved, history.mark(packageName));
      } catch (PostcarException.Connection e) {
        // What is recorded may be in doubt: then its files are needed.
        throw new PostcarException.Connection(
            e.commandLineMessage() + "\nThe imported files were kept.", e);
      } catch (RuntimeException e) {
        // So that the same command can be run again.
        files.forEach(file -> file.toFile().delete());
        throw e;
      }
    }
  }

  private ImportResult result(List<Path> files, boolean proved, List<String> marked) {
    return new ImportResult(
        read.format().text(),
        read.imported(),
        read.views(),
        files.stream().map(Path::toString).toList(),
        read.leftOut(),
        proved,
        marked);
  }

  private static PostcarException findings(String problem, ImportResult result) {
    String list =
        result.leftOut().stream().map(Finding::toString).collect(Collectors.joining("\n"));
    return new PostcarException.Findings(
        problem + (problem.isEmpty() || list.isEmpty() ? "" : "\n") + list, result);
  }

  /** Old and new migrations in one package would be one sequence. */
  private void refuseTaken(SourceRequest request) {
    for (Path root : request.sources()) {
      Path folder = root.resolve(packageName.replace('.', '/'));
      try (Stream<Path> list = Files.isDirectory(folder) ? Files.list(folder) : Stream.empty()) {
        list.filter(file -> file.getFileName().toString().matches("M\\d{4,}_.*\\.(java|sql)"))
            .findFirst()
            .ifPresent(
                file -> {
                  throw new PostcarException.Refusal(
                      "Package %s already has migrations, such as %s. Nothing was written.\nNext: import into a package of its own with --package."
                          .formatted(packageName, file.getFileName()));
                });
      } catch (IOException e) {
        throw new PostcarException.Source(folder + " cannot be read: " + e + ".", e);
      }
    }
  }

  private List<Path> write(Path root) {
    try {
      return read.write(root);
    } catch (IOException e) {
      throw new PostcarException.Configuration("The migrations cannot be written: " + e + ".", e);
    }
  }

  /** In a temporary directory first: what does not load or differs is never written. */
  private boolean proved() {
    Path directory = null;
    try {
      directory = TemporaryFiles.directory("postcar-import");
      read.write(directory);
      scratch.tell("import: compiling the new migrations");
      Config there =
          scratch
              .there()
              .with(Setting.PACKAGES, List.of(packageName))
              .with(Setting.SOURCES, List.of(directory))
              .with(Setting.CLASSPATH, List.of())
              .with(Config.Given.CACHE, null);
      SourceRequest request = SourceRequest.of(there);
      MigrationLoader.load(request);
      if (options.unproved()) {
        return false;
      }
      try (Migrations migrations = Migrations.of(request);
          ScratchDatabase database = scratch.open(migrations)) {
        compare(database, migrations, there);
      }
      return true;
    } catch (PostcarException.Source e) {
      throw findings(
          "The import cannot be loaded. Nothing was written.\n" + e.commandLineMessage(),
          result(List.of(), false, List.of()));
    } catch (IOException e) {
      throw new PostcarException.Configuration("The import cannot be tried: " + e + ".", e);
    } catch (SQLException e) {
      throw new PostcarException.Connection(
          "The scratch database cannot be read: " + ServerSaid.of(e) + ".", e);
    } finally {
      if (directory != null) {
        DirectoryTree.delete(directory);
      }
    }
  }

  private void compare(ScratchDatabase database, Migrations migrations, Config there)
      throws SQLException {
    Set<String> own = Set.of(there.namespace());
    Psql psql = new Psql(database.settings(), options(there));
    List<Map.Entry<String, String>> scripts = List.copyOf(read.oldScripts());
    Pace pace = new Pace(null, "import: running the old files", "");
    int ran = 0;
    for (Map.Entry<String, String> script : scripts) {
      context.config().reporter().on(pace.at(ran++, scripts.size()));
      scratch.endIfInterrupted();
      String said = psql.run(script.getValue());
      if (said != null) {
        throw differs("psql fails on " + script.getKey() + ":\n  " + said.replace("\n", "\n  "));
      }
    }
    CatalogSnapshot before = catalog(database, own);
    database.empty();
    scratch.count("import: running the new migrations", migrations.known().size());
    try (OperationContext postcar = scratch.on(database, migrations, there)) {
      new MigrateOperation(postcar).run(Target.usual());
    } catch (PostcarException.MigrationFailed e) {
      throw differs(e.commandLineMessage().replaceFirst("\nState: (?s).*", ""));
    }
    CatalogDiff diff = CatalogDiff.between(before, catalog(database, own));
    if (!diff.isEmpty()) {
      List<String> lines =
          Stream.concat(diff.differences().stream(), diff.columnOrder().stream())
              .map(one -> "  %s: %s → %s".formatted(one.object(), one.before(), one.after()))
              .toList();
      String more = lines.size() > SHOWN ? "\n  … and " + (lines.size() - SHOWN) + " more" : "";
      throw differs(
          "the old files and the import give different schemas:\n"
              + lines.stream().limit(SHOWN).collect(Collectors.joining("\n"))
              + more);
    }
  }

  /** What each migration begins with here, as options of psql's session. */
  private static String options(Config there) {
    String path = there.searchPath();
    String role = there.role();
    return (path == null ? "" : "-c search_path=" + path.replaceAll("([\\\\ ])", "\\\\$1"))
        + (role == null ? "" : " -c role=" + role.replaceAll("([\\\\ ])", "\\\\$1"));
  }

  private static CatalogSnapshot catalog(ScratchDatabase database, Set<String> own)
      throws SQLException {
    try (Connection connection = database.connect()) {
      return CatalogSnapshot.of(connection, own);
    }
  }

  private PostcarException differs(String why) {
    return findings(
        "Not proved: on a scratch database, "
            + why
            + "\nNothing was written. Next: fix the old files, or add --unproved.",
        result(List.of(), false, List.of()));
  }
}

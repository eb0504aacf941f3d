package dev.postcar.internal.imports;

import dev.postcar.MigrationId;
import dev.postcar.PostcarException;
import dev.postcar.internal.os.PrivateFiles;
import dev.postcar.internal.source.edit.SourceText;
import dev.postcar.internal.sql.EditDistance;
import dev.postcar.options.ImportOptions;
import dev.postcar.result.Finding;
import dev.postcar.result.ImportResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Another tool's project, read: what becomes of it, and what has no form here. */
public final class Import {

  private final ImportOptions options;
  private final ForeignFormat format;
  private final ForeignProject project;
  private final ImportedSource source;

  private Import(ImportOptions options, ForeignFormat format, String packageName) {
    this.options = options;
    this.format = format;
    this.project = format.read(ForeignFolder.of(options.directory(), options.placeholders()));
    this.source = ImportedSource.of(packageName, project);
  }

  /**
   * Reads a project.
   *
   * @throws PostcarException.Configuration if there is no such format or directory, or nothing in
   *     it
   */
  public static Import of(ImportOptions options, String packageName) {
    List<String> formats = Stream.of(ForeignFormat.values()).map(ForeignFormat::text).toList();
    ForeignFormat format = ForeignFormat.of(options.format());
    if (format == null) {
      String nearest = EditDistance.of(options.format(), formats);
      throw new PostcarException.Configuration(
          "There is no format \"%s\".%s Next: use one of %s."
              .formatted(
                  options.format(),
                  nearest == null ? "" : " Did you mean " + nearest + "?",
                  String.join(", ", formats)));
    }
    Import one = new Import(options, format, packageName);
    if (one.project.migrations().isEmpty()
        && one.project.remarks().stream().noneMatch(Remark::blocks)) {
      throw new PostcarException.Configuration(
          "There is no migration of %s in %s.".formatted(format.text(), options.directory()));
    }
    return one;
  }

  /**
   * Refuses a format without a history.
   *
   * @throws PostcarException.Configuration for plain files
   */
  public void refuseWithoutHistory() {
    HistoryTable.of(format);
  }

  /** What was read. */
  public ForeignFormat format() {
    return format;
  }

  /** What is left out or has no form, in the order of the files. */
  public List<Finding> leftOut() {
    return project.remarks().stream()
        .sorted(Comparator.comparing((Remark one) -> !one.blocks()))
        .map(Remark::finding)
        .distinct()
        .toList();
  }

  /** The SQL that the other side of the proof runs, in order, by the name of its file. */
  public List<Map.Entry<String, String>> oldScripts() {
    return project.scripts().stream()
        .map(script -> Map.entry(script.file().name(), script.text()))
        .toList();
  }

  /** What became of each migration, in order. */
  public List<ImportResult.Imported> imported() {
    List<ImportResult.Imported> imported = new ArrayList<>();
    source
        .migrations()
        .forEach(
            (id, one) ->
                imported.add(
                    new ImportResult.Imported(
                        one.file().name(), id.toString(), one.rollback() != null)));
    return imported;
  }

  /** The full names of the views. */
  public List<String> views() {
    return source.views().keySet().stream().map(MigrationId::toString).toList();
  }

  /** What each migration is called in the other tool's history, with its file's text. */
  Map<MigrationId, ForeignMigration> migrations() {
    return source.migrations();
  }

  /** Writes the files below a root; none exists there. */
  public List<Path> write(Path root) throws IOException {
    Map<Path, String> texts = new LinkedHashMap<>();
    source
        .migrations()
        .forEach(
            (id, one) ->
                texts.put(
                    file(root, id, options.java() ? ".java" : ".sql"),
                    SourceText.migration(
                        id, one.forward(), one.rollback(), one.transactional(), options.java())));
    // A repeatable script runs after all others.
    MigrationId last = source.migrations().keySet().stream().reduce((a, b) -> b).orElse(null);
    source
        .views()
        .forEach(
            (id, one) ->
                texts.put(
                    file(root, id, options.java() ? ".java" : ".view.sql"),
                    SourceText.view(id, last, one.up(), one.down(), options.java())));
    for (Map.Entry<Path, String> file : texts.entrySet()) {
      PrivateFiles.writeNew(file.getKey(), file.getValue());
    }
    return List.copyOf(texts.keySet());
  }

  private static Path file(Path root, MigrationId id, String extension) {
    return root.resolve(id.packageName().replace('.', '/')).resolve(id.name() + extension);
  }
}

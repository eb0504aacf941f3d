package dev.postcar.cli;

import dev.postcar.MigrationId;
import dev.postcar.internal.config.Setting;
import dev.postcar.internal.report.CiAnnotations;
import dev.postcar.result.TraceResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where the statements of migrations stand in their sources. */
final class SourcePlaces {

  private final Call call;
  private final TraceResult result;

  SourcePlaces(Call call, TraceResult result) {
    this.call = call;
    this.result = result;
  }

  /** The line on which the statement begins; the first one where that is not found. */
  CiAnnotations.Place of(TraceResult.Hint hint) {
    MigrationId id = MigrationId.of(hint.migration());
    String folder = id.packageName().replace('.', '/') + "/";
    Path here = call.surroundings().workingDirectory().toAbsolutePath().normalize();
    for (Path root : call.settings().paths(Setting.SOURCES)) {
      for (String extension : List.of(".java", ".sql")) {
        Path file = here.resolve(root).resolve(folder + id.name() + extension).normalize();
        if (Files.isRegularFile(file)) {
          Path shown = file.startsWith(here) ? here.relativize(file) : file;
          return new CiAnnotations.Place(shown.toString().replace('\\', '/'), line(file, hint));
        }
      }
    }
    return new CiAnnotations.Place(folder + id.name() + ".java", 1);
  }

  /** The statements are looked for one behind the other, as several may begin alike. */
  private long line(Path file, TraceResult.Hint hint) {
    try {
      String text = Files.readString(file);
      int from = 0;
      int at = -1;
      for (String start : firstLines(hint)) {
        at = start.isEmpty() ? -1 : text.indexOf(start, from);
        from = at < 0 ? from : at + start.length();
      }
      return at < 0 ? 1 : 1 + text.substring(0, at).chars().filter(c -> c == '\n').count();
    } catch (IOException e) {
      // The file is named all the same.
      return 1;
    }
  }

  /** How the statements of its migration begin, up to its own. */
  private List<String> firstLines(TraceResult.Hint hint) {
    return result.migrations().stream()
        .filter(migration -> migration.id().equals(hint.migration()))
        .flatMap(migration -> migration.statements().stream().limit(hint.statement()))
        .map(TraceResult.TracedStatement::sql)
        .map(sql -> sql == null ? "" : sql.lines().findFirst().orElse("").strip())
        .toList();
  }
}

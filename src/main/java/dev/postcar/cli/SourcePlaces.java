package dev.postcar.cli;

import dev.postcar.MigrationId;
import dev.postcar.TraceResult;
import dev.postcar.config.Setting;
import dev.postcar.report.Annotations;
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
  Annotations.Place of(TraceResult.Hint hint) {
    MigrationId id = MigrationId.of(hint.migration());
    String name = id.packageName().replace('.', '/') + "/" + id.name() + ".java";
    Path here = call.surroundings().workingDirectory().toAbsolutePath().normalize();
    for (Path root : call.settings().paths(Setting.SOURCES)) {
      Path file = here.resolve(root).resolve(name).normalize();
      if (Files.isRegularFile(file)) {
        Path shown = file.startsWith(here) ? here.relativize(file) : file;
        return new Annotations.Place(shown.toString().replace('\\', '/'), line(file, hint));
      }
    }
    return new Annotations.Place(name, 1);
  }

  private long line(Path file, TraceResult.Hint hint) {
    String start = firstLine(hint);
    try {
      List<String> lines = Files.readAllLines(file);
      for (int i = 0; i < lines.size() && !start.isEmpty(); i++) {
        if (lines.get(i).contains(start)) {
          return i + 1L;
        }
      }
    } catch (IOException e) {
      // The file is named all the same.
    }
    return 1;
  }

  private String firstLine(TraceResult.Hint hint) {
    return result.migrations().stream()
        .filter(migration -> migration.id().equals(hint.migration()))
        .map(migration -> migration.statements().get(hint.statement() - 1).sql())
        .map(sql -> sql == null ? "" : sql.lines().findFirst().orElse("").strip())
        .findFirst()
        .orElse("");
  }
}

package dev.postcar.internal.operation;

import dev.postcar.Event;
import dev.postcar.internal.config.Config;
import dev.postcar.internal.imports.ForeignNames;
import dev.postcar.internal.source.CompileErrors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Names the files in the packages' folders that another tool would run, and postcar does not. */
final class ForeignFiles {

  private static final int SHOWN = 3;

  private ForeignFiles() {}

  /** Says it before anything that they might be missed in. */
  static void warn(Config config) {
    for (String line : of(config)) {
      config.reporter().on(new Event.Warning(line));
    }
  }

  /** A line for each folder and style; none where SQL files are left alone. */
  static List<String> of(Config config) {
    List<String> lines = new ArrayList<>();
    if (config.sqlFiles()) {
      for (Path root : config.sources()) {
        for (String packageName : config.packages()) {
          Path folder = root.resolve(packageName.replace('.', '/'));
          ForeignNames.in(folder).forEach(names -> lines.add(line(folder, names)));
        }
      }
    }
    return lines;
  }

  private static String line(Path folder, ForeignNames names) {
    int count = names.files().size();
    String shown = CompileErrors.shown(folder);
    return "%s: %s in the style of %s: %s%s postcar does not run %s. To import %s, run \"postcar import %s %s\" and remove %s."
        .formatted(
            shown,
            count == 1 ? "a migration" : count + " migrations",
            names.format().text(),
            String.join(", ", names.files().subList(0, Math.min(SHOWN, count))),
            count > SHOWN ? ", …" : ".",
            count == 1 ? "it" : "them",
            count == 1 ? "it" : "them",
            names.format().text(),
            shown.indexOf(' ') < 0 ? shown : "'" + shown + "'",
            count == 1 ? "the file" : "the files");
  }
}

package dev.postcar.internal.imports;

import java.nio.file.Path;
import java.util.List;

/**
 * A text file of another tool's project.
 *
 * @param path where it is
 * @param name relative to the project, with slashes
 * @param text in UTF-8, each line ended by a line feed alone
 */
record ForeignFile(Path path, String name, String text) {

  /** Its name without folders. */
  String simpleName() {
    return name.substring(name.lastIndexOf('/') + 1);
  }

  /** Its lines, each with its end. */
  List<String> lines() {
    return List.of(text.split("(?<=\n)", -1));
  }
}

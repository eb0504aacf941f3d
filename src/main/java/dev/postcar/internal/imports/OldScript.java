package dev.postcar.internal.imports;

import java.util.regex.Pattern;

/**
 * What the other side of the proof runs: a file, by psql.
 *
 * @param file as it is
 * @param end the line from which on it undoes; null for all of the file
 */
record OldScript(ForeignFile file, Pattern end) {

  /** Cut by lines alone, not as the importer reads it. */
  String text() {
    if (end == null) {
      return file.text();
    }
    StringBuilder text = new StringBuilder();
    for (String line : file.lines()) {
      if (end.matcher(line).find()) {
        break;
      }
      text.append(line);
    }
    return text.toString();
  }
}

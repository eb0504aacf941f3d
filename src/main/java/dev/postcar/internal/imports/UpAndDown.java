package dev.postcar.internal.imports;

import java.util.regex.Pattern;

/**
 * A file whose two parts begin with marker lines.
 *
 * @param head what stands before the first marker
 * @param up the first part; null where its marker is missing
 * @param upLine the line on which it begins
 * @param upMarker its marker line
 * @param down the second part; null where its marker is missing
 * @param downLine the line on which it begins
 * @param downMarker its marker line
 */
record UpAndDown(
    String head,
    String up,
    int upLine,
    String upMarker,
    String down,
    int downLine,
    String downMarker) {

  /** Cuts a file; a null marker of the first part means that it begins with the file. */
  static UpAndDown of(ForeignFile file, Pattern upMarker, Pattern downMarker) {
    StringBuilder[] parts = {new StringBuilder(), new StringBuilder(), new StringBuilder()};
    int[] lines = {1, 1, 1};
    String[] markers = new String[3];
    int part = upMarker == null ? 1 : 0;
    boolean[] seen = {true, upMarker == null, false};
    int number = 0;
    for (String line : file.lines()) {
      number++;
      int next =
          upMarker != null && upMarker.matcher(line).find()
              ? 1
              : downMarker.matcher(line).find() ? 2 : 0;
      if (next > 0) {
        part = next;
        seen[next] = true;
        lines[next] = number + 1;
        markers[next] = line.strip();
      } else {
        parts[part].append(line);
      }
    }
    return new UpAndDown(
        parts[0].toString(),
        seen[1] ? parts[1].toString() : null,
        lines[1],
        markers[1],
        seen[2] ? parts[2].toString() : null,
        lines[2],
        markers[2]);
  }

  /** Whether there is any SQL before the first marker. */
  boolean hasHead() {
    return !head.replaceAll("(?m)^\\s*--.*$", "").isBlank();
  }
}

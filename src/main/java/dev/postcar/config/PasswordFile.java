package dev.postcar.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The password file (documentation section 34.16): {@code ~/.pgpass}. */
final class PasswordFile {

  private static final Set<PosixFilePermission> TOO_OPEN =
      Set.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  private PasswordFile() {}

  /**
   * Looks a password up: the first line that fits wins.
   *
   * @param file plain files only; a URL is none
   * @return null where no line fits, or the file may be read by others, as libpq has it
   */
  static Value find(Path file, String host, String port, String database, String user) {
    if (!Files.isRegularFile(file) || isTooOpen(file)) {
      return null;
    }
    try {
      for (String line : Files.readAllLines(file)) {
        List<String> fields = fields(line);
        if (!line.startsWith("#")
            && fields.size() >= 5
            && fits(fields.get(0), host)
            && fits(fields.get(1), port)
            && fits(fields.get(2), database)
            && fits(fields.get(3), user)) {
          return Value.of(fields.get(4), file.getFileName().toString());
        }
      }
      return null;
    } catch (IOException e) {
      return null;
    }
  }

  /** libpq ignores a file that others may read, and says so; the origin says it here. */
  static boolean isTooOpen(Path file) {
    try {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
      return permissions.stream().anyMatch(TOO_OPEN::contains);
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  private static boolean fits(String pattern, String value) {
    return pattern.equals("*") || pattern.equals(value);
  }

  /** Fields are divided by colons; a backslash takes the next character as it is. */
  private static List<String> fields(String line) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\\' && i + 1 < line.length()) {
        i++;
        field.append(line.charAt(i));
      } else if (c == ':' && fields.size() < 4) {
        fields.add(field.toString());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    fields.add(field.toString());
    return fields;
  }
}

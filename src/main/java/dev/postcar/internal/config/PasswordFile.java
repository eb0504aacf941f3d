package dev.postcar.internal.config;

import dev.postcar.internal.os.TextFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** The password file of libpq (documentation section 32.16), {@code ~/.pgpass}. */
final class PasswordFile {

  private static final Set<PosixFilePermission> OWNERS =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private final Path file;
  private final List<String> lines;

  private PasswordFile(Path file, List<String> lines) {
    this.file = file;
    this.lines = lines;
  }

  /** Reads the file; one that is missing, or that others may read, is as good as empty. */
  static PasswordFile read(Path file, Consumer<String> warnings) {
    String fault = null;
    try {
      if (Files.exists(file)) {
        if (!Files.isRegularFile(file)) {
          fault = "is not a plain file";
        } else if (isOpenToOthers(file)) {
          fault = "can be read by others; set its mode to 0600";
        } else {
          return new PasswordFile(file, TextFile.lines(file));
        }
      }
    } catch (IOException e) {
      fault = Unreadable.why(e);
    }
    if (fault != null) {
      warnings.accept("password file " + file + " is ignored: it " + fault);
    }
    return new PasswordFile(file, List.of());
  }

  private static boolean isOpenToOthers(Path file) throws IOException {
    return Files.getFileStore(file).supportsFileAttributeView("posix")
        && !OWNERS.containsAll(Files.getPosixFilePermissions(file));
  }

  /**
   * The password of the first line that fits; null if none does.
   *
   * @param exact whether the line must name the host
   */
  FoundValue find(String host, int port, String dbname, String username, boolean exact) {
    String[] wanted = {host, String.valueOf(port), dbname, username};
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      int at = line.startsWith("#") || (exact && line.startsWith("*:")) ? -1 : 0;
      for (int field = 0; field < wanted.length && at >= 0; field++) {
        at = afterMatch(line, at, wanted[field]);
      }
      if (at >= 0) {
        return FoundValue.text(unescapedField(line, at), file + ":" + (i + 1));
      }
    }
    return null;
  }

  /** Where the next field begins; -1 if this one does not fit. */
  private static int afterMatch(String line, int start, String wanted) {
    if (line.startsWith("*:", start)) {
      return start + 2;
    }
    int end = fieldEnd(line, start);
    boolean fits = end < line.length() && unescapedField(line, start).equals(wanted);
    return fits ? end + 1 : -1;
  }

  private static int fieldEnd(String line, int start) {
    int at = start;
    while (at < line.length() && line.charAt(at) != ':') {
      at += line.charAt(at) == '\\' ? 2 : 1;
    }
    return Math.min(at, line.length());
  }

  private static String unescapedField(String line, int start) {
    return line.substring(start, fieldEnd(line, start)).replaceAll("\\\\(.)", "$1");
  }
}

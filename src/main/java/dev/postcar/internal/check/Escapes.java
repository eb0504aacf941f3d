package dev.postcar.internal.check;

import dev.postcar.MigrationId;
import dev.postcar.internal.os.TextFile;
import dev.postcar.internal.source.JavaEscapes;
import dev.postcar.internal.source.SourceRequest;
import dev.postcar.internal.source.SqlPlace;
import dev.postcar.internal.sql.Position;
import dev.postcar.result.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** SQL that is not what was typed, since Java reads backslashes first. */
final class Escapes {

  private static final String KIND = "escape";

  private Escapes() {}

  /** In the source file of a migration or view, where there is one. */
  static List<Finding> inSource(MigrationId id, SourceRequest request) {
    List<Finding> found = new ArrayList<>();
    for (Path root : request.sources()) {
      Path file = root.resolve(id.toString().replace('.', '/') + ".java");
      try {
        if (Files.isRegularFile(file)) {
          for (JavaEscapes.Escape one : JavaEscapes.in(TextFile.read(file))) {
            found.add(
                new Finding(
                    id.toString(),
                    KIND,
                    "%s:%d: Java reads %s as %s. To send it to PostgreSQL write \\%s."
                        .formatted(
                            file.getFileName(),
                            one.line(),
                            one.text(),
                            one.meaning(),
                            one.text())));
          }
        }
      } catch (IOException e) {
        // What it has compiled to is looked at all the same.
      }
    }
    return found;
  }

  /** A control character that nobody types. */
  static List<Finding> inSql(MigrationId id, SqlPlace place, String sql) {
    List<Finding> found = new ArrayList<>();
    for (int i = 0; sql != null && i < sql.length(); i++) {
      char c = sql.charAt(i);
      if (Character.isISOControl(c) && "\t\n\r".indexOf(c) < 0) {
        found.add(
            new Finding(
                id.toString(),
                KIND,
                "%s: the control character U+%04X.%s"
                    .formatted(
                        place.line(Position.at(sql, i).line()),
                        (int) c,
                        place.isFile() ? "" : " If a backslash was meant, write two in Java.")));
      }
    }
    return found;
  }
}

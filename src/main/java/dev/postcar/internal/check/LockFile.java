package dev.postcar.internal.check;

import dev.postcar.MigrationId;
import dev.postcar.PostcarException;
import dev.postcar.internal.os.PrivateFiles;
import dev.postcar.internal.os.TextFile;
import dev.postcar.internal.source.AvailableMigration;
import dev.postcar.result.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One line a migration, in order, with its checksum: two branches that add one each conflict where
 * they are merged.
 */
record LockFile(Path path) {

  private static final String HEAD =
      "# All migrations in order, with the checksums of their SQL: postcar check --write\n";
  private static final String NO_CHECKSUM = "-";

  /** Writes it, unless it is right already; returns whether it was written. */
  boolean write(List<AvailableMigration> all) {
    StringBuilder text = new StringBuilder(HEAD);
    all.forEach(one -> text.append(one.id()).append(' ').append(checksum(one)).append('\n'));
    try {
      if (Files.exists(path) && Files.readString(path).contentEquals(text)) {
        return false;
      }
      Path fresh = path.resolveSibling(path.getFileName() + ".new").toAbsolutePath();
      Files.deleteIfExists(fresh);
      PrivateFiles.writeNew(fresh, text.toString());
      Files.move(fresh, path, StandardCopyOption.REPLACE_EXISTING);
      return true;
    } catch (IOException e) {
      throw new PostcarException.Configuration(
          "The lock file " + path + " cannot be written: " + e + ".", e);
    }
  }

  /**
   * Compares it with what is there; without a lock file there is nothing to compare.
   *
   * @throws PostcarException.Configuration if it cannot be read
   */
  List<Finding> compare(List<AvailableMigration> all) {
    if (!Files.exists(path)) {
      return List.of();
    }
    List<Finding> found = new ArrayList<>();
    Map<String, String> locked = new LinkedHashMap<>();
    read(locked, found);
    List<String> order = new ArrayList<>(locked.keySet());
    int at = -1;
    for (AvailableMigration migration : all) {
      String id = migration.id().toString();
      String checksum = locked.remove(id);
      if (checksum == null) {
        found.add(finding(id, "not in %s"));
      } else if (!checksum.equals(checksum(migration))) {
        found.add(finding(id, "its SQL does not match the checksum in %s"));
      } else if (order.indexOf(id) < at) {
        found.add(finding(id, "it is in another position in %s"));
      } else {
        at = order.indexOf(id);
      }
    }
    locked.keySet().forEach(id -> found.add(finding(id, "it is in %s but has no class here")));
    return found;
  }

  private void read(Map<String, String> locked, List<Finding> found) {
    try {
      int number = 0;
      for (String line : TextFile.lines(path)) {
        number++;
        List<String> words = List.of(line.strip().split("\\s+", -1));
        if (line.isBlank() || line.startsWith("#")) {
          continue;
        }
        boolean sound =
            words.size() == 2 && MigrationId.isName(MigrationId.of(words.get(0)).name());
        if (!sound || locked.putIfAbsent(words.get(0), words.get(1)) != null) {
          found.add(
              new Finding(
                  null,
                  "lock",
                  "%s:%d: \"%s\" is not a valid line, or appears twice (an unfinished merge?). Next: run \"postcar check --write\"."
                      .formatted(path.getFileName(), number, line.strip())));
        }
      }
    } catch (IOException e) {
      throw new PostcarException.Configuration(
          "The lock file " + path + " cannot be read: " + e + ".", e);
    }
  }

  private Finding finding(String id, String what) {
    return new Finding(
        id,
        "lock",
        what.formatted(path.getFileName())
            + ". If that is intended, run \"postcar check --write\".");
  }

  private static String checksum(AvailableMigration migration) {
    return migration.checksum() == null ? NO_CHECKSUM : migration.checksum();
  }
}

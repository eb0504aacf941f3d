package dev.postcar;

import dev.postcar.internal.os.FileTrust;
import dev.postcar.internal.os.PrivateFiles;
import dev.postcar.result.MigrateResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * The file {@code migrate-<version>.complete} that says a migrate of this version came to its end:
 * where it is, the next one ends at once, without looking at the database.
 *
 * <p>It is for many processes that start from one image, the first of which migrates. It is no
 * lock: two that find none both look at the database, and the runner lock lets one of them do the
 * work.
 *
 * @param directory where it is
 * @param version of the program that the migrations belong to; part of a file's name
 * @param create whether to create the directory, and those above it, where they are missing
 */
public record FlagFile(Path directory, String version, boolean create) {

  /**
   * Checks the version.
   *
   * @throws PostcarException.Configuration if it cannot be part of a file's name
   */
  public FlagFile {
    if (version.isBlank() || version.matches("(?s).*[/\\\\\\p{Cntrl}].*")) {
      throw new PostcarException.Configuration(
          "flag.version becomes part of a file name: it must not be blank, and must not contain /,"
              + " \\ or control characters.");
    }
  }

  /**
   * Where it is.
   *
   * @return the path of the file
   */
  public Path path() {
    return directory.resolve("migrate-" + version + ".complete");
  }

  /**
   * Returns whether a migrate of this version came to its end.
   *
   * @return true if the file is there, is no link, and nobody else could have written it or renamed
   *     another to it
   */
  public boolean isPresent() {
    return Files.isRegularFile(path(), LinkOption.NOFOLLOW_LINKS) && FileTrust.allows(path());
  }

  /**
   * Makes sure that the file can be written; creates the directory if that is wanted.
   *
   * @throws PostcarException.Configuration if it cannot
   */
  public void prepare() {
    if (create) {
      try {
        PrivateFiles.directory(directory);
      } catch (IOException e) {
        throw new PostcarException.Configuration(
            "flag.directory " + directory + " cannot be created: " + e + ". Nothing was run.", e);
      }
    }
    if (!Files.isDirectory(directory) || !Files.isWritable(directory)) {
      throw new PostcarException.Configuration(
          "flag.directory %s%s. Nothing was run."
              .formatted(
                  directory,
                  Files.isDirectory(directory)
                      ? " cannot be written to"
                      : " is not a directory; create it, or set flag.create"));
    }
  }

  /** Writes it whole or not at all: under another name, to the disk, then renamed. */
  public void write(MigrateResult result) {
    Path unfinished = directory.resolve("." + path().getFileName() + "." + UUID.randomUUID());
    String text = "complete in " + result.database() + ", by postcar " + Version.text() + "\n";
    try {
      try (FileChannel file =
          PrivateFiles.open(unfinished, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        file.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        file.force(true);
      }
      try {
        Files.move(unfinished, path(), StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(unfinished);
      }
      try (FileChannel entries = FileChannel.open(directory, StandardOpenOption.READ)) {
        entries.force(true);
      }
    } catch (IOException e) {
      throw new PostcarException.Configuration(
          ("The migrations are applied, but %s cannot be written: %s. The next migrate"
                  + " will connect to the database again.")
              .formatted(path(), e),
          e,
          result);
    }
  }

  /** Takes it away, before a rollback makes it untrue. */
  public void remove() {
    try {
      Files.deleteIfExists(path());
    } catch (IOException e) {
      throw new PostcarException.Configuration(
          path() + " would no longer be true, and cannot be deleted: " + e + ". Nothing was run.",
          e);
    }
  }
}

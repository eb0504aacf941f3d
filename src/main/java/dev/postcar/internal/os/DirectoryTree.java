package dev.postcar.internal.os;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.util.Comparator;
import java.util.stream.Stream;

/** Deletes directories of postcar's own with all that is in them. */
public final class DirectoryTree {

  private static final int DEEPEST = 100;

  private DirectoryTree() {}

  /**
   * Deletes what can be deleted; a file that has gone meanwhile, or will not go, is passed over.
   * Another user may put a link in the place of a directory meanwhile: it is not followed.
   */
  public static void delete(Path directory) {
    Path path = directory.toAbsolutePath();
    try (DirectoryStream<Path> parent = Files.newDirectoryStream(path.getParent())) {
      if (parent instanceof SecureDirectoryStream<Path> in) {
        delete(in, path.getFileName(), 0);
      } else {
        deleteByName(path);
      }
    } catch (IOException e) {
      // What is left is in a temporary directory, and is swept up later.
    }
  }

  private static void delete(SecureDirectoryStream<Path> in, Path name, int depth) {
    try {
      boolean directory =
          in.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
              .readAttributes()
              .isDirectory();
      if (!directory) {
        in.deleteFile(name);
      } else if (depth < DEEPEST) {
        try (SecureDirectoryStream<Path> inside =
            in.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
          for (Path one : inside) {
            delete(inside, one.getFileName(), depth + 1);
          }
        }
        in.deleteDirectory(name);
      }
    } catch (IOException | DirectoryIteratorException e) {
      // The others are still deleted.
    }
  }

  /** On a system without such streams. */
  private static void deleteByName(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      all.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}

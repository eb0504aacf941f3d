package dev.postcar.internal.os;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;

/** Makes files and directories that only the user can write, whatever the umask. */
public final class PrivateFiles {

  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  private PrivateFiles() {}

  /** Makes a directory and those above it, where they are missing. */
  public static Path directory(Path directory) throws IOException {
    return Files.createDirectories(directory, only("rwx------"));
  }

  /** Makes an empty file, where it is missing, and takes it away from others, where it is not. */
  public static Path file(Path file) throws IOException {
    FileChannel.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), FILE)
        .close();
    if (POSIX) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
    return file;
  }

  /** Writes a new file of the project, with the directories above it: others may only read it. */
  public static void writeNew(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent(), only("rwxr-xr-x"));
    write(file, text, StandardOpenOption.CREATE_NEW);
  }

  /** Writes a file of the project: others may only read a new one, and an old one as before. */
  public static void write(Path file, String text) throws IOException {
    write(file, text, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
  }

  private static void write(Path file, String text, StandardOpenOption... how) throws IOException {
    Set<OpenOption> options = new HashSet<>(Set.of(how));
    options.add(StandardOpenOption.WRITE);
    try (OutputStream out =
        Channels.newOutputStream(FileChannel.open(file, options, only("rw-r--r--")))) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Opens a file; one that these options make is for the user alone. */
  public static FileChannel open(Path file, OpenOption... options) throws IOException {
    return FileChannel.open(file, Set.of(options), FILE);
  }

  private static final FileAttribute<?>[] FILE = only("rw-------");

  private static FileAttribute<?>[] only(String permissions) {
    return POSIX
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}

package dev.postcar.internal.scratch;

import dev.postcar.PostcarException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How PostgreSQL's programs are started: with a clean environment, and when postcar runs as root,
 * which they refuse to be, as somebody else.
 *
 * @param prefix the words before the command; empty for a user who is not root
 * @param owner who owns the data directory; null where that need not change
 */
record Unprivileged(List<String> prefix, String owner) {

  private static final String NOBODY = "65534";
  private static final int SHORT = 4096;

  /** No secret is in these; whatever a server starts can read its environment. */
  private static final Pattern KEPT =
      Pattern.compile(
          "PATH|LANG|LANGUAGE|LC_\\w+|TZ|TMPDIR|TMP|TEMP|LD_LIBRARY_PATH|DYLD_LIBRARY_PATH"
              + "|(?i:systemroot)");

  /**
   * Finds out what this system allows for data that stay with root: in a user namespace without a
   * mapping root is nobody, and files stay as they are.
   */
  static Unprivileged find() {
    if (!isRoot()) {
      return new Unprivileged(List.of(), null);
    }
    return works("unshare", "-U", "id", "-u")
        ? new Unprivileged(List.of("unshare", "-U"), null)
        : another();
  }

  /** The same for what root's files are no business of: really another user. */
  static Unprivileged another() {
    if (!isRoot()) {
      return new Unprivileged(List.of(), null);
    }
    String setpriv =
        "setpriv --reuid=%1$s --regid=%1$s --clear-groups --inh-caps=-all --no-new-privs";
    for (String words : List.of(setpriv.formatted(NOBODY), "runuser -u nobody --")) {
      List<String> prefix = List.of(words.split(" ", -1));
      if (works(with(prefix, "true"))) {
        return new Unprivileged(prefix, NOBODY);
      }
    }
    throw new PostcarException.Configuration(
        "PostgreSQL does not run as root, and neither setpriv nor runuser can switch to another user"
            + " here.\nNext: run postcar as another user, or install util-linux.");
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  private static String[] with(List<String> prefix, String... command) {
    return Stream.concat(prefix.stream(), Stream.of(command)).toArray(String[]::new);
  }

  private static boolean works(String... command) {
    try {
      Process process =
          clean(new ProcessBuilder(command))
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** A program that is about to be started. */
  ProcessBuilder program(List<String> command) {
    return clean(new ProcessBuilder(with(prefix, command.toArray(String[]::new))));
  }

  private static ProcessBuilder clean(ProcessBuilder builder) {
    builder.environment().keySet().removeIf(name -> !KEPT.matcher(name).matches());
    return builder.redirectErrorStream(true);
  }

  /** Returns whether a program runs so: its directory may be closed to the other user. */
  boolean runs(Path program) {
    return owner == null || works(with(prefix, program.toString(), "--version"));
  }

  /**
   * Gives a file or a directory to the user that the programs run as. A directory comes after all
   * that is in it: that user can replace what is in one that has been given, and so in one that was
   * given before nothing is touched.
   */
  void give(Path path) throws IOException {
    if (owner == null || isOf(Integer.parseInt(owner), path)) {
      return;
    }
    requirePlain(path);
    for (Path one : inside(path)) {
      give(one);
    }
    own(path, Integer.parseInt(owner));
  }

  /**
   * Takes back what the programs have made, from the top down: nobody else then changes what is
   * below. What they cannot have made is refused.
   */
  void take(Path path) throws IOException {
    if (owner == null) {
      return;
    }
    requirePlain(path);
    if (!isOf(Integer.parseInt(owner), path)) {
      throw new IOException(path + " was put there by another user");
    }
    own(path, 0);
    boolean directory = Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    Files.setPosixFilePermissions(
        path, PosixFilePermissions.fromString(directory ? "rwx------" : "rw-------"));
    for (Path one : inside(path)) {
      take(one);
    }
  }

  /** A link, or a file with a second name, may be one of root's own. */
  private static void requirePlain(Path path) throws IOException {
    boolean plain =
        Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
            || (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                && Files.getAttribute(path, "unix:nlink", LinkOption.NOFOLLOW_LINKS).equals(1));
    if (!plain) {
      throw new IOException(path + " is a symbolic or hard link");
    }
  }

  private static List<Path> inside(Path path) throws IOException {
    if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    try (Stream<Path> list = Files.list(path)) {
      return list.toList();
    }
  }

  private static boolean isOf(int user, Path path) throws IOException {
    return Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS).equals(user);
  }

  private static void own(Path path, int user) throws IOException {
    Files.setAttribute(path, "unix:uid", user, LinkOption.NOFOLLOW_LINKS);
    Files.setAttribute(path, "unix:gid", user, LinkOption.NOFOLLOW_LINKS);
  }

  /** A short file that a program has written: whose directory is the other user's. */
  static String read(Path file) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(file + " is not a file");
    }
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      return new String(in.readNBytes(SHORT), StandardCharsets.UTF_8);
    }
  }
}

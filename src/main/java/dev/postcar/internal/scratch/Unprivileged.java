package dev.postcar.internal.scratch;

import dev.postcar.PostcarException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
        "PostgreSQL does not run as root, and neither setpriv nor runuser can make it another user"
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
          new ProcessBuilder(command)
              .redirectErrorStream(true)
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
    ProcessBuilder builder = new ProcessBuilder(with(prefix, command.toArray(String[]::new)));
    builder.environment().keySet().removeIf(name -> !KEPT.matcher(name).matches());
    return builder.redirectErrorStream(true);
  }

  /** Tells whether a program runs so: its directory may be closed to the other user. */
  boolean runs(Path program) {
    return owner == null || works(with(prefix, program.toString(), "--version"));
  }

  /** Gives a directory and all in it to the user that the programs run as. */
  void give(Path directory) throws IOException {
    if (owner != null) {
      own(directory, Integer.parseInt(owner));
    }
  }

  /** Takes it back, so that no other program of that user can change it. */
  void take(Path directory) throws IOException {
    if (owner != null) {
      own(directory, 0);
    }
  }

  private static void own(Path directory, int user) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.toList()) {
        Files.setAttribute(path, "unix:uid", user);
        Files.setAttribute(path, "unix:gid", user);
      }
    }
  }
}

package dev.postcar.schema;

import dev.postcar.PostcarException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * How PostgreSQL's programs are started when postcar runs as root, which they refuse to be.
 *
 * <p>In a user namespace without a mapping root is nobody, and files stay as they are. Where that
 * is forbidden, the programs run as another user, to whom the directory is then given.
 *
 * @param prefix the words before the command; empty for a user who is not root
 * @param owner who owns the data directory; null where that need not change
 */
record Unprivileged(List<String> prefix, String owner) {

  private static final String NOBODY = "65534";

  /** Finds out what this system allows. */
  static Unprivileged find() {
    if (!"root".equals(System.getProperty("user.name"))) {
      return new Unprivileged(List.of(), null);
    }
    if (works("unshare", "-U", "id", "-u")) {
      return new Unprivileged(List.of("unshare", "-U"), null);
    }
    List<String> setpriv =
        List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");
    if (works(with(setpriv, "true"))) {
      return new Unprivileged(setpriv, NOBODY);
    }
    List<String> runuser = List.of("runuser", "-u", "nobody", "--");
    if (works(with(runuser, "true"))) {
      return new Unprivileged(runuser, NOBODY);
    }
    throw new PostcarException.Configuration(
        "PostgreSQL does not run as root, and none of unshare, setpriv and runuser works here. Run"
            + " postcar as another user, or install one of them.");
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

  List<String> command(List<String> command) {
    List<String> all = new ArrayList<>(prefix);
    all.addAll(command);
    return all;
  }

  /** Gives a directory and all in it to the user that the programs run as. */
  void give(Path directory) throws IOException {
    if (owner == null) {
      return;
    }
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.toList()) {
        Files.setAttribute(path, "unix:uid", Integer.valueOf(owner));
        Files.setAttribute(path, "unix:gid", Integer.valueOf(owner));
      }
    }
  }
}

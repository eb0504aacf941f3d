package dev.postcar.internal.restore;

import dev.postcar.Postcar;
import dev.postcar.testing.LeanClassPath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A JVM of its own that restores a dump: to be killed, or to have little memory. */
final class RestoringChild {

  private RestoringChild() {}

  /** Runs in the child. */
  public static void main(String[] args) {
    try (Postcar postcar = Postcar.on(args[0])) {
      System.out.println(postcar.restore(Path.of(args[1])).rows());
    }
  }

  static Process start(String url, Path dump, String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of(options));
    command.addAll(
        List.of(
            "-cp",
            LeanClassPath.ofChildren(),
            RestoringChild.class.getName(),
            url,
            dump.toString()));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }
}

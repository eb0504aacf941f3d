package dev.postcar.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A JVM of its own, as one that lives for a second is started: without its slow compiler. */
public final class ChildJvm {

  private ChildJvm() {}

  /** The command, which ends in these words: more options, the main class, its arguments. */
  public static List<String> command(String... words) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                LeanClassPath.ofChildren()));
    command.addAll(List.of(words));
    return command;
  }
}

package dev.postcar.faults;

import dev.postcar.Postcar;
import dev.postcar.Target;
import dev.postcar.testing.LeanClassPath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A JVM of its own that migrates or rolls back, to be killed. */
final class ChildRunner {

  private ChildRunner() {}

  /** Runs in the child. */
  public static void main(String[] args) {
    try (Postcar postcar = Postcar.on(args[0]).packages(Recovery.PACKAGE)) {
      System.out.println("go");
      if (args[1].equals("back")) {
        postcar.rollback(Target.all());
      } else {
        postcar.migrate();
      }
    }
  }

  static Process start(String url, boolean back) {
    try {
      return new ProcessBuilder(
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-XX:+UseSerialGC",
                  "-cp",
                  LeanClassPath.ofChildren(),
                  ChildRunner.class.getName(),
                  url,
                  back ? "back" : "forward"))
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}

package dev.postcar.faults;

import dev.postcar.Postcar;
import dev.postcar.Target;
import dev.postcar.testing.ChildJvm;
import java.io.IOException;

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
              ChildJvm.command(ChildRunner.class.getName(), url, back ? "back" : "forward"))
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}

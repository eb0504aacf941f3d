package dev.postcar.internal.restore;

import dev.postcar.Postcar;
import dev.postcar.testing.ChildJvm;
import java.io.IOException;
import java.nio.file.Path;
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
    List<String> command = ChildJvm.command(options);
    command.addAll(List.of(RestoringChild.class.getName(), url, dump.toString()));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }
}

package dev.postcar.check;

import dev.postcar.PostcarException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The git of the user's path, run in a directory of a work tree; it only reads.
 *
 * @param directory where
 */
record Git(Path directory) {

  /**
   * What a git command did.
   *
   * @param code its exit code
   * @param output its stdout
   */
  record Ran(int code, String output) {

    String line() {
      return output.strip();
    }
  }

  /**
   * Runs a command.
   *
   * @throws PostcarException.Configuration if there is no git
   */
  Ran run(String... arguments) {
    List<String> command = new ArrayList<>(List.of("git", "-c", "core.quotePath=false"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("GIT_OPTIONAL_LOCKS", "0");
    builder.environment().put("LC_ALL", "C");
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Ran(process.waitFor(), output);
    } catch (IOException e) {
      throw new PostcarException.Configuration(
          "--against needs git, and there is none on the PATH: install it, or leave --against out.",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PostcarException.Configuration("Interrupted while git was running.", e);
    }
  }

  /** Runs a command that must succeed, and gives the parts of its output between NULs. */
  List<String> list(String... arguments) {
    Ran ran = run(arguments);
    if (ran.code() != 0) {
      throw new PostcarException.Configuration(
          "git " + arguments[0] + " failed in " + directory + " (exit code " + ran.code() + ").");
    }
    return ran.output().isEmpty() ? List.of() : List.of(ran.output().split("\0", 0));
  }
}

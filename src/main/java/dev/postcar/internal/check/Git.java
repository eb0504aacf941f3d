package dev.postcar.internal.check;

import dev.postcar.PostcarException;
import dev.postcar.internal.os.ChildProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The git of the user's path, run in a directory of a work tree; it only reads.
 *
 * @param option the flag that it is run for, for messages
 */
record Git(Path directory, String option) {

  /** What a branch brings along is neither taken for a repository nor started. */
  private static final List<String> GIT =
      List.of(
          "git",
          "-c",
          "core.quotePath=false",
          "-c",
          "safe.bareRepository=explicit",
          "-c",
          "core.fsmonitor=false");

  /** What a git command did. */
  record Ran(int code, String output, String error) {

    /** What git said of a failure, indented. */
    String said() {
      return error.isBlank() ? "" : "\n" + error.strip().indent(2).stripTrailing();
    }

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
    List<String> command = new ArrayList<>(GIT);
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        ChildProcess.own(command, name -> name.startsWith("GIT_CONFIG_"))
            .directory(directory.toFile());
    builder.environment().put("GIT_OPTIONAL_LOCKS", "0");
    builder.environment().put("LC_ALL", "C");
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      CompletableFuture<String> error =
          CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
      String output = text(process.getInputStream());
      return new Ran(process.waitFor(), output, error.join());
    } catch (IOException e) {
      throw new PostcarException.Configuration(
          "%1$s needs git, which is not on the PATH. Next: install git, or omit %1$s."
              .formatted(option),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PostcarException.Configuration("Interrupted while git was running.", e);
    }
  }

  private static String text(InputStream stream) {
    try {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a command that must succeed, and gives the parts of its output between NULs. */
  List<String> list(String... arguments) {
    Ran ran = run(arguments);
    if (ran.code() != 0) {
      throw new PostcarException.Configuration(
          "git %s failed in %s (exit code %s).%s"
              .formatted(arguments[0], directory, ran.code(), ran.said()));
    }
    return ran.output().isEmpty() ? List.of() : List.of(ran.output().split("\0", 0));
  }
}

package dev.postcar.packages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A program, run with an environment of its own: nothing of this machine's Java is in it. */
final class Program {

  record Ended(int exitCode, String out, String err) {}

  private final List<String> command;
  private final Path directory;
  private final Map<String, String> environment = new TreeMap<>(Map.of("PATH", "/usr/bin:/bin"));

  Program(Path directory, String... command) {
    this.directory = directory;
    this.command = List.of(command);
  }

  Program with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  Ended run(String... arguments) throws Exception {
    return start(arguments).ended();
  }

  /** Runs it, and requires that it succeeds. */
  String out(String... arguments) throws Exception {
    Ended ended = run(arguments);
    assertThat(ended.exitCode()).as("%s %s: %s", command, List.of(arguments), ended.err()).isZero();
    return ended.out();
  }

  Running start(String... arguments) throws IOException {
    List<String> all = new ArrayList<>(command);
    all.addAll(List.of(arguments));
    Path out = Files.createTempFile("package-out", ".txt");
    Path err = Files.createTempFile("package-err", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(all)
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    return new Running(builder.start(), out, err);
  }

  record Running(Process process, Path out, Path err) {

    Ended ended() throws Exception {
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("ends in time").isTrue();
      Ended ended = new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
      Files.delete(out);
      Files.delete(err);
      return ended;
    }

    void waitFor(String text) throws Exception {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (!Files.readString(err).contains(text)) {
        assertThat(System.nanoTime()).as(Files.readString(err)).isLessThan(deadline);
        Thread.sleep(20);
      }
    }
  }
}

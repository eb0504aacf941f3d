package dev.postcar.faults;

import dev.postcar.cli.Main;
import dev.postcar.cli.Terminal;
import dev.postcar.internal.config.ProcessEnvironment;
import dev.postcar.testing.ChildJvm;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

/**
 * The real command line, in this process or in one of its own.
 *
 * @param directory where it is called
 * @param environment its settings
 */
record CommandLine(Path directory, Map<String, String> environment) {

  Said run(List<String> args) {
    return run(args, ask -> {});
  }

  /**
   * Runs in this process.
   *
   * @param signals is given what a signal asks, once the command listens for signals
   */
  Said run(List<String> args, Consumer<IntPredicate> signals) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            new BufferedReader(new StringReader("")),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false);
    ProcessEnvironment surroundings =
        new ProcessEnvironment(directory, environment, directory.resolve("home"), "tester");
    int exitCode =
        new Main(terminal, surroundings, config -> config, signals)
            .run(args.toArray(String[]::new));
    return Said.of(
        exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** A process of its own, to be killed or sent a signal. */
  Process start(List<String> args, Path out, Path err) {
    List<String> command = ChildJvm.command(Main.class.getName());
    command.addAll(args);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().putAll(environment);
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

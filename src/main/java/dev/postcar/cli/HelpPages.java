package dev.postcar.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The help of the program and of each command, written when the distribution is built: to lay out
 * sixty options takes longer than to start the JVM.
 */
final class HelpPages {

  private static final List<String> HELP = List.of("--help", "-h");

  private HelpPages() {}

  /**
   * Finds the page that a command line asks for and nothing else; null if it asks for something
   * else, or no pages were written.
   */
  static String of(String... args) {
    if (args.length == 0 || args.length > 2 || !HELP.contains(args[args.length - 1])) {
      return null;
    }
    Grammar.Entry command = args.length == 2 ? Grammar.named(args[0]) : null;
    if (args.length == 2 && command == null) {
      return null;
    }
    String name = command == null ? Grammar.PROGRAM : command.name();
    try (InputStream page = HelpPages.class.getResourceAsStream("help/" + name + ".txt")) {
      return page == null ? null : new String(page.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes all pages; called by the build. */
  public static void main(String[] args) throws IOException {
    Path directory = Files.createDirectories(Path.of(args[0]));
    Files.writeString(
        directory.resolve(Grammar.PROGRAM + ".txt"), CommandLineParser.read("--help").usage());
    for (String command : Grammar.names()) {
      Files.writeString(
          directory.resolve(command + ".txt"), CommandLineParser.read(command, "--help").usage());
    }
  }
}

package dev.postcar.cli;

import dev.postcar.internal.report.AnsiStyle;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a command reads from and writes to.
 *
 * @param interactive whether a person is there to answer
 * @param screen whether a line on stderr can be written over
 */
public record Terminal(
    BufferedReader in, PrintStream out, PrintStream err, boolean interactive, boolean screen) {

  /** One on which no line can be written over. */
  public Terminal(BufferedReader in, PrintStream out, PrintStream err, boolean interactive) {
    this(in, out, err, interactive, false);
  }

  /**
   * The process's own streams, in UTF-8.
   *
   * @return a terminal that is interactive where the process has a console
   */
  static Terminal ofProcess() {
    return new Terminal(
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
        new PrintStream(new Stdout(), true, StandardCharsets.UTF_8),
        new PrintStream(System.err, true, StandardCharsets.UTF_8),
        isConsole(),
        isScreen());
  }

  /** As the locale says, of which the first that is set counts. */
  static boolean isUtf8(Map<String, String> environment) {
    return Stream.of("LC_ALL", "LC_CTYPE", "LANG")
        .map(name -> environment.getOrDefault(name, ""))
        .filter(value -> !value.isEmpty())
        .findFirst()
        .map(value -> value.toLowerCase(Locale.ROOT).replace("-", "").contains("utf8"))
        .orElse(false);
  }

  /** Linux knows it of stderr alone; elsewhere the console tells. */
  static boolean isScreen() {
    if ("dumb".equals(System.getenv("TERM"))) {
      return false;
    }
    try {
      String file = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
      return file.matches("/dev/(pts/.*|tty.*|console)");
    } catch (IOException | UnsupportedOperationException e) {
      return isConsole();
    }
  }

  /** The process's own; once its reader has gone, as head does, nobody misses the rest. */
  private static final class Stdout extends FileOutputStream {
    private boolean closed;

    Stdout() {
      super(FileDescriptor.out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        if (!closed) {
          super.write(bytes, offset, length);
        }
      } catch (IOException e) {
        closed = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("broken pipe");
        if (!closed) {
          throw e;
        }
      }
    }
  }

  // From JDK 22 on System.console() is there without a terminal as well.
  @SuppressWarnings("SystemConsoleNull")
  static boolean isConsole() {
    java.io.Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) java.io.Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }

  /**
   * Asks for a yes; true only for {@code y} or {@code yes}.
   *
   * @param question without a mark at its end
   */
  boolean confirms(String question) {
    return answer(question + " [y/N] ").matches("(?i)y|yes");
  }

  /** Asks; the empty text where nobody answers. */
  String answer(String question) {
    err.print(AnsiStyle.printable(question));
    err.flush();
    try {
      String answer = in.readLine();
      return answer == null ? "" : answer.strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Asks for a secret, which is not shown while it is typed; null where nobody can answer. */
  @SuppressWarnings("SystemConsoleNull")
  char[] secret(String question) {
    java.io.Console console = System.console();
    if (!interactive || console == null) {
      return null;
    }
    return console.readPassword("%s", question);
  }
}

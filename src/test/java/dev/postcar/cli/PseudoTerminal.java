package dev.postcar.cli;

import dev.postcar.testing.ChildJvm;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A terminal of {@code script} on which a command line runs.
 *
 * @param columns its width
 * @param locale what LC_ALL is
 */
record PseudoTerminal(Path directory, int columns, String locale) {

  PseudoTerminal(Path directory) {
    this(directory, 80, "C.UTF-8");
  }

  /**
   * What was to be seen.
   *
   * @param raw all of it
   * @param silentMs the longest time in which nothing came
   */
  record Seen(String raw, long silentMs) {

    /** What stood in a line that was written over. */
    List<String> frames() {
      return Arrays.stream(raw.split("\r\u001b\\[K", -1))
          .filter(frame -> frame.startsWith("\u001b[?7l"))
          .map(frame -> frame.substring(5).replaceFirst("\u001b\\[\\?7h(?s).*", ""))
          .toList();
    }

    /** The lines as a terminal shows them in the end. */
    List<String> screen() {
      List<StringBuilder> lines = new ArrayList<>(List.of(new StringBuilder()));
      int column = 0;
      for (int i = 0; i < raw.length(); i++) {
        StringBuilder line = lines.get(lines.size() - 1);
        char c = raw.charAt(i);
        if (c == '\u001b') {
          int end = i + 2;
          while (!Character.isLetter(raw.charAt(end))) {
            end++;
          }
          if (raw.charAt(end) == 'K') {
            line.setLength(Math.min(column, line.length()));
          }
          i = end;
        } else if (c == '\r') {
          column = 0;
        } else if (c == '\n') {
          lines.add(new StringBuilder());
          column = 0;
        } else {
          line.replace(column, Math.min(column + 1, line.length()), String.valueOf(c));
          column++;
        }
      }
      return lines.stream().map(line -> line.toString().stripTrailing()).toList();
    }
  }

  /** What is done once something is shown, with the keyboard. */
  private interface Reaction {
    void to(OutputStream keys) throws IOException;
  }

  Seen run(String... words) throws Exception {
    return run(null, keys -> {}, words);
  }

  /** Runs a command; once the screen shows a text, types what is given. */
  Seen type(String awaited, String typed, String... words) throws Exception {
    return run(
        awaited,
        keys -> {
          keys.write(typed.getBytes(StandardCharsets.UTF_8));
          keys.flush();
        },
        words);
  }

  /** Runs a command; once the screen shows a text, does something. */
  Seen once(String awaited, Runnable then, String... words) throws Exception {
    return run(awaited, keys -> then.run(), words);
  }

  private Seen run(String awaited, Reaction reaction, String... words) throws Exception {
    // A build in the background may ignore SIGINT, and so would what it starts.
    String command =
        "stty cols "
            + columns
            + "; exec env --default-signal=INT LC_ALL="
            + locale
            + Stream.concat(ChildJvm.command(Main.class.getName()).stream(), Stream.of(words))
                .map(word -> " '" + word + "'")
                .collect(Collectors.joining());
    ProcessBuilder builder =
        new ProcessBuilder("script", "-q", "-e", "-c", command, "/dev/null")
            .directory(directory.toFile())
            .redirectErrorStream(true);
    builder.environment().remove("COLUMNS");
    builder.environment().put("TERM", "xterm");
    Process process = builder.start();
    StringBuilder raw = new StringBuilder();
    long silent = 0;
    try (InputStream in = process.getInputStream();
        OutputStream keys = process.getOutputStream()) {
      byte[] chunk = new byte[4096];
      boolean waiting = awaited != null;
      long last = System.nanoTime();
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        silent = Math.max(silent, System.nanoTime() - last);
        last = System.nanoTime();
        // One byte a char: a chunk may end in the middle of a character.
        raw.append(new String(chunk, 0, read, StandardCharsets.ISO_8859_1));
        if (waiting && raw.indexOf(awaited) >= 0) {
          waiting = false;
          reaction.to(keys);
        }
      }
    }
    byte[] bytes = raw.toString().getBytes(StandardCharsets.ISO_8859_1);
    return new Seen(new String(bytes, StandardCharsets.UTF_8), silent / 1_000_000);
  }
}

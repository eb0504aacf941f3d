package dev.postcar.maven;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.apache.maven.plugin.logging.Log;

/** What the command writes to stderr, as lines of Maven's log; its failure is kept for Maven. */
final class LogStream extends PrintStream {

  private static final String FAILURE = "postcar: ";
  private static final String COLORS = "\u001b\\[[0-9;]*m";

  private final Log log;
  private volatile String failure;

  LogStream(Log log) {
    super(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    this.log = log;
  }

  /** The message of the failure; null if there was none. */
  String failure() {
    return failure;
  }

  /** Each message of the command line is one such call. */
  @Override
  public void println(String text) {
    String plain = text.replaceAll(COLORS, "");
    if (plain.startsWith(FAILURE)) {
      failure = plain.substring(FAILURE.length()).stripTrailing();
    } else if (plain.startsWith("warning: ") || plain.startsWith("retry: ")) {
      // Maven says WARNING itself.
      plain.replaceFirst("^warning: ", "").lines().forEach(log::warn);
    } else {
      text.lines().forEach(log::info);
    }
  }
}

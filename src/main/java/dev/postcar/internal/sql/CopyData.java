package dev.postcar.internal.sql;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;

/** The data lines of a {@code COPY … FROM STDIN} in a dump, up to the line {@code \.} */
final class CopyData extends Reader {

  // Bounds what the window has to hold of a long line.
  private static final int PIECE = 2048;

  private final TextWindow window;
  private final long line;
  private final long offset;
  private boolean lineBegins = true;
  private boolean ended;

  CopyData(TextWindow window) {
    this.window = window;
    this.line = window.line();
    this.offset = window.offset(window.position());
  }

  @Override
  public int read(char[] target, int at, int length) throws IOException {
    try {
      return length == 0 ? 0 : copy(target, at, length);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private int copy(char[] target, int at, int length) {
    int copied = 0;
    while (copied < length && !ended) {
      if (lineBegins && atEndMark()) {
        ended = true;
      } else {
        int from = window.position();
        int to = piece(from, Math.min(length - copied, PIECE));
        window.copyTo(target, at + copied, from, to);
        copied += to - from;
        lineBegins = window.at(to - 1) == '\n';
        window.moveTo(to);
      }
    }
    return copied == 0 ? -1 : copied;
  }

  /** The end of the line that begins here, or of as much of it as is wanted. */
  private int piece(int from, int wanted) {
    int i = from;
    int c;
    do {
      c = window.at(i);
      if (c == TextWindow.END) {
        // A dump that was cut off must not pass for a whole one.
        throw new SqlSyntaxException(
            "COPY data without the line \\. that ends them", offset, line, 1);
      }
      i++;
    } while (c != '\n' && i - from < wanted);
    return i;
  }

  private boolean atEndMark() {
    int i = window.position();
    if (window.at(i) != '\\' || window.at(i + 1) != '.') {
      return false;
    }
    i += window.at(i + 2) == '\r' ? 3 : 2;
    int c = window.at(i);
    if (c != '\n' && c != TextWindow.END) {
      return false;
    }
    window.moveTo(c == '\n' ? i + 1 : i);
    return true;
  }

  /** Reads what is left. */
  void drain() {
    char[] nowhere = new char[8192];
    while (copy(nowhere, 0, nowhere.length) >= 0) {
      // Each round forgets what it read.
    }
  }

  @Override
  public void close() {
    // The text goes on behind the data.
  }
}

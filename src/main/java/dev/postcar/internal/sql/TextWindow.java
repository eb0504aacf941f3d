package dev.postcar.internal.sql;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * The part of a text that is being read: a window over a {@link Reader} that remembers only what is
 * held, and knows offset, line and column of its position.
 *
 * <p>An index counts chars in the window and is good until the next {@link #moveTo}; an offset
 * counts chars of the whole text.
 */
final class TextWindow {

  /** What {@link #at} gives behind the end of the text. */
  static final int END = -1;

  private static final long NOTHING = -1;

  /** What is held is in memory, and copied while it grows. */
  private static final long LONGEST = Math.min(1L << 28, Runtime.getRuntime().maxMemory() / 12);

  private final Reader reader;
  private char[] chars;
  private int limit;
  private boolean ended;
  private long base;
  private int position;
  private long held = NOTHING;
  private long line = 1;
  // Offset of the line's first char, plus one for each surrogate pair since: columns count code
  // points, as the server does.
  private long lineStart;

  /** Begins at the beginning, with room for so many chars; it grows where more are held. */
  TextWindow(Reader reader, int size) {
    this.reader = reader;
    this.chars = new char[size];
  }

  /** The char at an index, or {@link #END}; reads on where that is needed. */
  int at(int index) {
    return index < limit || fill(index) ? chars[index] : END;
  }

  /** The index of the position. */
  int position() {
    return position;
  }

  /** The offset of an index in the whole text. */
  long offset(int index) {
    return base + index;
  }

  /** The line of the position, counted from 1. */
  long line() {
    return line;
  }

  /** The column of the position in code points, counted from 1. */
  long column() {
    return base + position - lineStart + 1;
  }

  /** Remembers everything from this index on, until {@link #release}. */
  void hold(int index) {
    held = base + index;
  }

  void release() {
    held = NOTHING;
  }

  /** Moves the position forward and forgets what is neither held nor ahead; ends all indexes. */
  void moveTo(int index) {
    for (int i = position; i < index; i++) {
      char c = chars[i];
      if (c == '\n' || (c == '\r' && at(i + 1) != '\n')) {
        line++;
        lineStart = base + i + 1;
      } else if (Character.isLowSurrogate(c)) {
        lineStart++;
      }
    }
    position = index;
    int forget = held == NOTHING ? position : (int) (held - base);
    // Only when half the window is stale, so that each char is moved a bounded number of times.
    if (forget > chars.length / 2) {
      System.arraycopy(chars, forget, chars, 0, limit - forget);
      base += forget;
      limit -= forget;
      position -= forget;
    }
  }

  /** The text between two offsets, of which the first is held or the position. */
  String text(long from, long to) {
    return new String(chars, (int) (from - base), (int) (to - from));
  }

  void appendTo(StringBuilder out, int from, int to) {
    out.append(chars, from, to - from);
  }

  void copyTo(char[] target, int at, int from, int to) {
    System.arraycopy(chars, from, target, at, to - from);
  }

  private boolean fill(int index) {
    try {
      while (index >= limit && !ended) {
        if (limit == chars.length) {
          if (limit >= LONGEST) {
            throw new SqlSyntaxException(
                "a statement, quote or comment of more than " + LONGEST / 1_000_000 + " MB",
                offset(position),
                line,
                column());
          }
          chars = Arrays.copyOf(chars, (int) Math.min(chars.length * 2L, LONGEST));
        }
        int read = reader.read(chars, limit, chars.length - limit);
        ended = read < 0;
        limit += Math.max(read, 0);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return index < limit;
  }
}

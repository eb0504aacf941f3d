package dev.postcar.internal.restore;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Watches a dump go by for the lines with which pg_dump begins and ends it: one that was cut off
 * between two statements looks whole otherwise.
 */
final class DumpEnds extends FilterInputStream {

  private static final String BEGIN = "-- PostgreSQL database dump";
  private static final String END = "-- PostgreSQL database dump complete";
  private static final int HEAD = 64;

  private String head = "";
  private String carried = "";
  private boolean ended;

  DumpEnds(InputStream in) {
    super(in);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int at, int length) throws IOException {
    int read = in.read(target, at, length);
    if (read > 0 && !ended) {
      // One char a byte; SQL may follow the last line, so that it is looked for everywhere.
      String text = carried + new String(target, at, read, StandardCharsets.ISO_8859_1);
      if (head.length() < HEAD) {
        head += text.substring(carried.length(), Math.min(text.length(), carried.length() + HEAD));
      }
      ended = text.contains(END);
      carried = text.substring(Math.max(0, text.length() - END.length() + 1));
    }
    return read;
  }

  /** Whether, after all was read, the last line is missing that belongs to the first. */
  boolean areMissing() {
    return !ended && head.lines().map(String::strip).anyMatch(BEGIN::equals);
  }
}

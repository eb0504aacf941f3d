package dev.postcar.internal.restore;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Watches a dump go by for the lines with which pg_dump begins and ends it: one that was cut off
 * between two statements looks whole otherwise.
 */
final class DumpEnds extends FilterInputStream {

  private static final byte[] BEGIN = bytes("-- PostgreSQL database dump");
  private static final byte[] END = bytes("-- PostgreSQL database dump complete");
  private static final int HEAD = 64;

  /** How far the place to look at moves on, by the byte that is there. */
  private static final int[] SHIFT = new int[256];

  static {
    Arrays.fill(SHIFT, END.length);
    for (int i = 0; i < END.length - 1; i++) {
      SHIFT[END[i]] = END.length - 1 - i;
    }
  }

  private byte[] carried = new byte[0];
  private byte[] head = new byte[0];
  private boolean ended;

  DumpEnds(InputStream in) {
    super(in);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
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
      see(target, at, read);
    }
    return read;
  }

  private void see(byte[] target, int at, int length) {
    if (head.length < HEAD) {
      head = joined(head, target, at, Math.min(length, HEAD - head.length));
    }
    byte[] seam = joined(carried, target, at, Math.min(length, END.length - 1));
    ended = contains(seam, 0, seam.length) || contains(target, at, at + length);
    int kept = Math.min(END.length - 1, length);
    byte[] last = joined(carried, target, at + length - kept, kept);
    carried = Arrays.copyOfRange(last, Math.max(0, last.length - END.length + 1), last.length);
  }

  private static byte[] joined(byte[] first, byte[] second, int at, int length) {
    byte[] both = Arrays.copyOf(first, first.length + length);
    System.arraycopy(second, at, both, first.length, length);
    return both;
  }

  /** Looks at every 36th byte where nothing resembles the line. */
  private static boolean contains(byte[] text, int from, int to) {
    int last = END.length - 1;
    for (int i = from + last; i < to; i += SHIFT[text[i] & 0xff]) {
      if (text[i] == END[last] && Arrays.equals(text, i - last, i + 1, END, 0, END.length)) {
        return true;
      }
    }
    return false;
  }

  /** Whether, after all was read, the last line is missing that belongs to the first. */
  boolean areMissing() {
    String start = new String(head, StandardCharsets.ISO_8859_1);
    String line = new String(BEGIN, StandardCharsets.US_ASCII);
    return !ended && start.lines().map(String::strip).anyMatch(line::equals);
  }
}

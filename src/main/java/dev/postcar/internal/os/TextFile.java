package dev.postcar.internal.os;

import java.io.BufferedInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A text file as people and their editors write it: UTF-8, or named as what else it is. */
public final class TextFile {

  private static final String MARK = "\ufeff";

  /** Read whole, and decoded: more would be the end of the memory. */
  private static final int LONGEST =
      (int) Math.min(1L << 28, Runtime.getRuntime().maxMemory() / 12);

  private TextFile() {}

  /**
   * Reads a file, which may be a pipe.
   *
   * @return its text without a byte order mark
   * @throws Utf16 if it is in UTF-16
   * @throws TooLong if it is longer than any text
   * @throws IOException if it cannot be read as UTF-8
   */
  public static String read(Path file) throws IOException {
    // Files and an unbuffered stream ask for a position, which a pipe does not have.
    try (InputStream in = new BufferedInputStream(new FileInputStream(file.toFile()))) {
      return read(in);
    }
  }

  /** The same of an open stream. */
  public static String read(InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(LONGEST + 1);
    if (bytes.length > LONGEST) {
      throw new TooLong();
    }
    // FF FE or FE FF.
    if (bytes.length > 1 && bytes[0] + bytes[1] == -3 && bytes[0] * bytes[1] == 2) {
      throw new Utf16();
    }
    return withoutMark(
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
  }

  /** Reads the lines of a file, without their ends. */
  public static List<String> lines(Path file) throws IOException {
    return read(file).lines().toList();
  }

  /**
   * Removes the byte order mark that some editors begin a file with.
   *
   * @param text may be null
   */
  public static String withoutMark(String text) {
    return text != null && text.startsWith(MARK) ? text.substring(1) : text;
  }

  /** It is longer than what is read. */
  public static final class TooLong extends IOException {
    private static final long serialVersionUID = 1;

    TooLong() {
      super("it has more than " + LONGEST / 1_000_000 + " MB");
    }
  }

  /** It is in UTF-16, as PowerShell writes files. */
  public static final class Utf16 extends IOException {
    private static final long serialVersionUID = 1;

    Utf16() {
      super("it is UTF-16; save it as UTF-8");
    }
  }
}

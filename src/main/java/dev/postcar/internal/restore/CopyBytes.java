package dev.postcar.internal.restore;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;

/** The bytes of a text in which each char stands for a byte. */
final class CopyBytes extends InputStream {

  private final Reader reader;
  private char[] chars = new char[0];

  CopyBytes(Reader reader) {
    this.reader = reader;
  }

  @Override
  public int read() throws IOException {
    return reader.read();
  }

  @Override
  public int read(byte[] target, int at, int length) throws IOException {
    if (chars.length < length) {
      chars = new char[length];
    }
    int read = reader.read(chars, 0, length);
    for (int i = 0; i < read; i++) {
      target[at + i] = (byte) chars[i];
    }
    return read;
  }
}

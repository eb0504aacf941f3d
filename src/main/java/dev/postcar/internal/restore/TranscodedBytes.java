package dev.postcar.internal.restore;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** A text in another encoding as bytes of UTF-8. */
final class TranscodedBytes extends InputStream {

  // Legacy encodings have no char beyond the basic plane, so that a chunk never cuts a pair.
  private static final int CHUNK = 1 << 14;

  private final Reader reader;
  private final char[] chars = new char[CHUNK];
  private ByteBuffer bytes = ByteBuffer.allocate(0);

  /** Reports what is not in that encoding instead of replacing it. */
  TranscodedBytes(InputStream in, Charset charset) {
    reader = new InputStreamReader(in, charset.newDecoder());
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int at, int length) throws IOException {
    if (!bytes.hasRemaining()) {
      int read = reader.read(chars);
      if (read < 0) {
        return -1;
      }
      bytes = ByteBuffer.wrap(new String(chars, 0, read).getBytes(StandardCharsets.UTF_8));
    }
    int count = Math.min(length, bytes.remaining());
    bytes.get(target, at, count);
    return count;
  }
}

package dev.postcar.internal.session;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Leaves the JVM's time zone out of the driver's startup packet: for the server it would outrank
 * that of the login and the database, and hide it.
 */
final class StartupPacket extends FilterOutputStream {

  private static final byte[] NAME = "TimeZone\0".getBytes(StandardCharsets.US_ASCII);

  /** A request for encryption (protocol documentation, 54.7) has no parameters. */
  private static final int SHORTEST = 9;

  /** Whether the last one of this thread was found: the driver connects on one thread. */
  private static final ThreadLocal<Boolean> REWRITTEN = ThreadLocal.withInitial(() -> false);

  private boolean passed;

  StartupPacket(OutputStream out) {
    super(out);
  }

  /** Nothing was found yet on this thread. */
  static void begin() {
    REWRITTEN.set(false);
  }

  /**
   * Returns whether the JVM's zone was not sent to the server; with TLS nobody can see what it is.
   */
  static boolean isRewritten() {
    return REWRITTEN.get();
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    ByteBuffer packet = ByteBuffer.wrap(bytes, offset, length);
    if (passed || length < SHORTEST) {
      out.write(bytes, offset, length);
      return;
    }
    passed = true;
    int zone = packet.getInt(offset) == length ? place(bytes, offset + 8, offset + length) : -1;
    if (zone < 0) {
      out.write(bytes, offset, length);
      return;
    }
    int rest = end(bytes, zone + NAME.length);
    // In one write: PgBouncer closes a connection whose first packet comes in parts.
    int left = length - (rest - zone);
    ByteBuffer without = ByteBuffer.allocate(left).putInt(left);
    without.put(bytes, offset + 4, zone - offset - 4).put(bytes, rest, offset + length - rest);
    out.write(without.array());
    REWRITTEN.set(true);
  }

  /** Where the name of the parameter begins; names and values take turns. */
  private static int place(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && bytes[at] != 0) {
      if (startsWith(bytes, at)) {
        return at;
      }
      at = end(bytes, end(bytes, at));
    }
    return -1;
  }

  private static boolean startsWith(byte[] bytes, int at) {
    return ByteBuffer.wrap(bytes, at, Math.min(NAME.length, bytes.length - at))
        .equals(ByteBuffer.wrap(NAME));
  }

  /** Behind the next zero. */
  private static int end(byte[] bytes, int from) {
    int at = from;
    while (bytes[at] != 0) {
      at++;
    }
    return at + 1;
  }
}

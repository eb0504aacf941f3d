package dev.postcar.internal.restore;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Reads a pipe on a thread of its own, so that whoever waits for it can be told to stop: a read
 * that is under way ends with its data only, also where the pipe is closed.
 */
final class AbortableInput extends InputStream {

  private static final int CHUNK = 1 << 16;
  private static final byte[] END = {};

  private final Source source;
  private final BlockingQueue<byte[]> chunks = new ArrayBlockingQueue<>(2);
  private volatile IOException failure;
  private volatile boolean aborted;
  private byte[] chunk = new byte[0];
  private int at;

  /** Opens it; to open a named pipe waits for whoever writes. */
  interface Source {
    InputStream open() throws IOException;
  }

  AbortableInput(Source source) {
    this.source = source;
    Thread reader = new Thread(this::readAhead, "postcar-dump");
    reader.setDaemon(true);
    reader.start();
  }

  private void readAhead() {
    try (InputStream in = source.open()) {
      byte[] buffer = new byte[CHUNK];
      for (int read = in.read(buffer); read >= 0 && !aborted; read = in.read(buffer)) {
        pass(Arrays.copyOf(buffer, read));
      }
    } catch (IOException e) {
      failure = e;
    } catch (RuntimeException | Error e) {
      failure = new IOException(e.toString(), e);
    }
    pass(END);
  }

  private void pass(byte[] next) {
    try {
      while (!aborted && !chunks.offer(next, 100, TimeUnit.MILLISECONDS)) {
        // Whoever reads is busy with what it has.
      }
    } catch (InterruptedException e) {
      aborted = true;
    }
  }

  /** Ends the read that waits, and each later one; on any thread. */
  void abort() {
    aborted = true;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (at == chunk.length && !next()) {
      return -1;
    }
    int read = Math.min(length, chunk.length - at);
    System.arraycopy(chunk, at, target, offset, read);
    at += read;
    return read;
  }

  private boolean next() throws IOException {
    if (chunk == END) {
      return false;
    }
    byte[] next = null;
    try {
      while (next == null && !aborted) {
        next = chunks.poll(100, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (next == null) {
      throw new InterruptedIOException("it was interrupted");
    }
    if (next == END && failure != null) {
      throw failure;
    }
    chunk = next;
    at = 0;
    return next != END;
  }

  @Override
  public void close() {
    abort();
  }
}

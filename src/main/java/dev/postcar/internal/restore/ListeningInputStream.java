package dev.postcar.internal.restore;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream with a listener that is called for every read. */
final class ListeningInputStream extends FilterInputStream {

  private final Runnable listener;

  ListeningInputStream(InputStream in, Runnable listener) {
    super(in);
    this.listener = listener;
  }

  @Override
  public int read(byte[] target, int at, int length) throws IOException {
    listener.run();
    return in.read(target, at, length);
  }
}

package dev.postcar.internal.report;

import java.io.OutputStream;
import java.io.PrintStream;

/** What migrations and libraries print: the live line makes room until their line has ended. */
final class OtherOutput extends OutputStream {

  private final LiveLine live;
  private final PrintStream err;

  OtherOutput(LiveLine live, PrintStream err) {
    this.live = live;
    this.err = err;
  }

  @Override
  public void write(int one) {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    synchronized (live) {
      live.makeRoom();
      err.write(bytes, offset, length);
      err.flush();
      live.hold(length > 0 && bytes[offset + length - 1] != '\n');
    }
  }
}

package dev.postcar.internal.session;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import jdk.net.ExtendedSocketOptions;

/**
 * A {@link Socket}, which is what the driver takes, around the channel to a Unix socket, which is
 * what Java has. The channel does not block, so that a read can end after a time.
 */
final class UnixSocket extends Socket {

  private final Path file;
  private final String peer;
  private final Object writing = new Object();
  private SocketChannel channel;
  private Selector readable;
  private Selector writable;
  private volatile int timeout;
  private volatile boolean closed;

  /** That the server is not there: names the socket, where the driver names a host. */
  static final class Refused extends ConnectException {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }

  UnixSocket(Path file, String peer) {
    this.file = file;
    this.peer = peer;
  }

  @Override
  public void connect(SocketAddress ignored) throws IOException {
    connect(ignored, 0);
  }

  /** The server's own queue decides at once: there is nothing to wait for. */
  @Override
  public void connect(SocketAddress ignored, int timeoutMillis) throws IOException {
    try {
      channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      channel.connect(UnixDomainSocketAddress.of(file));
    } catch (IOException e) {
      // As for TCP: whoever waits for the server to start knows this one.
      throw (IOException) new Refused(file + ": " + e.getMessage()).initCause(e);
    }
    requirePeer();
    channel.configureBlocking(false);
    readable = Selector.open();
    writable = Selector.open();
    channel.register(readable, SelectionKey.OP_READ);
    channel.register(writable, SelectionKey.OP_WRITE);
  }

  /** As with libpq's requirepeer: before anything is sent. */
  private void requirePeer() throws IOException {
    String owner =
        peer == null ? null : channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
    if (peer != null && !peer.equals(owner)) {
      channel.close();
      throw new Refused(
          "requirepeer: the server at " + file + " runs as user " + owner + ", not " + peer);
    }
  }

  private int read(ByteBuffer buffer) throws IOException {
    while (true) {
      int read = open().read(buffer);
      if (read != 0 || !buffer.hasRemaining()) {
        return read;
      }
      int selected = readable.select(timeout);
      readable.selectedKeys().clear();
      if (selected == 0 && timeout > 0 && !closed) {
        throw new SocketTimeoutException("nothing to read for " + timeout + " ms");
      }
    }
  }

  private void write(ByteBuffer buffer) throws IOException {
    synchronized (writing) {
      while (buffer.hasRemaining()) {
        if (open().write(buffer) == 0) {
          writable.select();
          writable.selectedKeys().clear();
        }
      }
    }
  }

  private SocketChannel open() throws SocketException {
    if (closed || channel == null) {
      throw new SocketException("Socket closed");
    }
    return channel;
  }

  private static SocketException closed(ClosedChannelException cause) {
    SocketException closed = new SocketException("Socket closed");
    closed.initCause(cause);
    return closed;
  }

  @Override
  public InputStream getInputStream() {
    return DriverSockets.AnswerDeadline.over(
        new InputStream() {
          @Override
          public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
          }

          @Override
          public int read(byte[] bytes, int offset, int length) throws IOException {
            try {
              return UnixSocket.this.read(ByteBuffer.wrap(bytes, offset, length));
            } catch (ClosedSelectorException e) {
              throw new SocketException("Socket closed");
            } catch (ClosedChannelException e) {
              throw closed(e);
            }
          }
        });
  }

  @Override
  public OutputStream getOutputStream() {
    return new StartupPacket(
        new OutputStream() {
          @Override
          public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
          }

          @Override
          public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
              UnixSocket.this.write(ByteBuffer.wrap(bytes, offset, length));
            } catch (ClosedChannelException e) {
              throw closed(e);
            }
          }
        });
  }

  @Override
  public synchronized void setSoTimeout(int millis) {
    timeout = millis;
  }

  @Override
  public synchronized int getSoTimeout() {
    return timeout;
  }

  @Override
  public boolean isConnected() {
    return channel != null && channel.isConnected();
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    if (channel != null) {
      channel.close();
    }
    if (readable != null) {
      readable.close();
    }
    if (writable != null) {
      writable.close();
    }
  }

  /** Unix sockets have neither delay, keep-alive nor buffers of their own to set. */
  @Override
  public void setTcpNoDelay(boolean on) {}

  @Override
  public void setKeepAlive(boolean on) {}

  @Override
  public void setReceiveBufferSize(int size) {}

  @Override
  public void setSendBufferSize(int size) {}
}

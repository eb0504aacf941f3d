package dev.postcar.internal.session;

import dev.postcar.internal.config.ConnectionSettings;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Properties;
import javax.net.SocketFactory;

/**
 * Connects the driver, and keeps the JVM's time zone from the server; also where the driver would
 * not connect by itself: to a Unix socket, whose file is {@code socketFactoryArg}, or to the
 * address that {@code hostaddr} has for a name. The driver names this class in {@code
 * socketFactory}.
 */
public final class DriverSockets extends SocketFactory {

  private final Properties properties;

  /** Called by the driver. */
  public DriverSockets(Properties properties) {
    this.properties = properties;
  }

  @Override
  public Socket createSocket() {
    PasswordGuard.encrypted(null);
    StartupPacket.begin();
    String file = properties.getProperty("socketFactoryArg");
    return file == null
        ? new Redirected()
        : new UnixSocket(Path.of(file), properties.getProperty("requirePeer"));
  }

  /** The name is left to the certificate. */
  private final class Redirected extends Socket {
    @Override
    public void connect(SocketAddress named, int timeout) throws IOException {
      InetSocketAddress name = (InetSocketAddress) named;
      String address =
          ConnectionSettings.address(name.getHostString(), properties.getProperty("hostaddr"));
      boolean same = address.equals(name.getHostString());
      super.connect(same ? name : new InetSocketAddress(address, name.getPort()), timeout);
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
      return new StartupPacket(super.getOutputStream());
    }

    @Override
    public InputStream getInputStream() throws IOException {
      return AnswerDeadline.over(super.getInputStream());
    }
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    throw new UnknownHostException("only through createSocket()");
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
      throws IOException {
    throw new UnknownHostException("only through createSocket()");
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    throw new UnknownHostException("only through createSocket()");
  }

  @Override
  public Socket createSocket(InetAddress address, int port, InetAddress local, int localPort)
      throws IOException {
    throw new UnknownHostException("only through createSocket()");
  }

  /**
   * Bounds how long a login, or the answer to a question of postcar's own, takes as a whole: a
   * server that sends something now and then is never silent for as long as the socket's timeout.
   */
  static final class AnswerDeadline {

    /** For a login, and for the first question after it. */
    static final int FIRST = 30_000;

    /** How many silences an answer may have, each as long as the socket's timeout. */
    private static final int SILENCES = 4;

    /** That of the connection which this thread waits for: the driver connects on one thread. */
    private static final ThreadLocal<AnswerDeadline> CURRENT = new ThreadLocal<>();

    private volatile long from;
    private volatile long longest = -1;
    private String what = "login";

    /** Of the connection that begins on this thread; whoever begins it calls {@link #connected}. */
    static AnswerDeadline ofLogin() {
      AnswerDeadline deadline = new AnswerDeadline();
      deadline.begin(FIRST);
      CURRENT.set(deadline);
      return deadline;
    }

    /** It is open, or has failed: no other socket of this thread has its deadline. */
    void connected() {
      CURRENT.remove();
      end();
      what = "answer";
    }

    /** A question is asked, and answered within so many milliseconds. */
    void begin(int millis) {
      from = System.nanoTime();
      longest = millis * 1_000_000L;
    }

    /** The same where the socket's timeout is so many milliseconds; 0 for none. */
    void beginSilences(int timeout) {
      if (timeout > 0) {
        begin((int) Math.min(Integer.MAX_VALUE, (long) SILENCES * timeout));
      }
    }

    /** The answer is there. */
    void end() {
      longest = -1;
    }

    /** Reads within the deadlines of the connection that begins; the same stream for any other. */
    static InputStream over(InputStream in) {
      AnswerDeadline deadline = CURRENT.get();
      return deadline == null ? in : deadline.new Reading(in);
    }

    private final class Reading extends FilterInputStream {

      Reading(InputStream in) {
        super(in);
      }

      @Override
      public int read() throws IOException {
        refuseLate();
        return in.read();
      }

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        refuseLate();
        return in.read(bytes, offset, length);
      }

      private void refuseLate() throws IOException {
        long limit = longest;
        if (limit >= 0 && System.nanoTime() - from > limit) {
          throw new SocketTimeoutException(
              "the %s was not complete within %d s".formatted(what, limit / 1_000_000_000L));
        }
      }
    }
  }
}

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
import java.time.Duration;
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
      return Login.over(super.getInputStream());
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
   * Bounds how long a login takes as a whole: a server that sends a byte now and then is never
   * silent for as long as the socket's timeout.
   */
  static final class Login {

    private static final Duration LONGEST = Duration.ofSeconds(30);

    /** That of this thread: the driver connects on one. */
    private static final ThreadLocal<Login> CURRENT = new ThreadLocal<>();

    private final long from = System.nanoTime();
    private volatile boolean ended;

    private Login() {}

    /** A connection begins on this thread; whoever begins it ends it. */
    static void begin() {
      CURRENT.set(new Login());
    }

    /** It is open, or has failed. */
    static void end() {
      Login current = CURRENT.get();
      if (current != null) {
        current.ended = true;
        CURRENT.remove();
      }
    }

    /** Reads until the deadline of the connection that begins. */
    static InputStream over(InputStream in) {
      Login deadline = CURRENT.get();
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
        if (!ended && System.nanoTime() - from > LONGEST.toNanos()) {
          throw new SocketTimeoutException(
              "the login was not complete within " + LONGEST.toSeconds() + " s");
        }
      }
    }
  }
}

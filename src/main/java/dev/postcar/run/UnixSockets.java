package dev.postcar.run;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.file.Path;
import javax.net.SocketFactory;

/**
 * Makes the driver speak over a Unix socket: it names this class in {@code socketFactory}, and the
 * socket's file in {@code socketFactoryArg}.
 */
public final class UnixSockets extends SocketFactory {

  private final Path file;

  /**
   * Called by the driver.
   *
   * @param file such as {@code /var/run/postgresql/.s.PGSQL.5432}
   */
  public UnixSockets(String file) {
    this.file = Path.of(file);
  }

  @Override
  public Socket createSocket() {
    return new UnixSocket(file);
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    throw new UnknownHostException("only " + file);
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
      throws IOException {
    throw new UnknownHostException("only " + file);
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    throw new UnknownHostException("only " + file);
  }

  @Override
  public Socket createSocket(InetAddress address, int port, InetAddress local, int localPort)
      throws IOException {
    throw new UnknownHostException("only " + file);
  }
}

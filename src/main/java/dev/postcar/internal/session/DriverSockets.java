package dev.postcar.internal.session;

import dev.postcar.internal.config.ConnectionSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
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
}

package dev.postcar.internal.session;

import java.net.Socket;
import java.util.Properties;
import org.postgresql.PGProperty;
import org.postgresql.plugin.AuthenticationPlugin;
import org.postgresql.plugin.AuthenticationRequestType;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;

/**
 * Gives the driver the password, but not to a server that asks for it in clear on a connection
 * without TLS. The driver names this class in {@code authenticationPluginClassName}.
 */
public final class PasswordGuard implements AuthenticationPlugin {

  /** The TLS socket that this thread has made last: the driver connects on one thread. */
  private static final ThreadLocal<Socket> ENCRYPTED = new ThreadLocal<>();

  private final String password;

  /** Called by the driver. */
  public PasswordGuard(Properties properties) {
    password = PGProperty.PASSWORD.getOrDefault(properties);
  }

  static void encrypted(Socket socket) {
    ENCRYPTED.set(socket);
  }

  /** Returns whether the connection that is being made, or was just made, is encrypted. */
  static boolean isEncrypted() {
    Socket socket = ENCRYPTED.get();
    return socket != null && !socket.isClosed();
  }

  @Override
  public char[] getPassword(AuthenticationRequestType type) throws PSQLException {
    if (type == AuthenticationRequestType.CLEARTEXT_PASSWORD && !isEncrypted()) {
      throw new PSQLException(
          "the server asks for a cleartext password, and the connection is not encrypted: it was"
              + " not sent. Use --sslmode require, or allow it with --allow-cleartext-password",
          PSQLState.CONNECTION_REJECTED);
    }
    return password == null ? null : password.toCharArray();
  }
}

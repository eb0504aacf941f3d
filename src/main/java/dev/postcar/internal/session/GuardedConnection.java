package dev.postcar.internal.session;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import org.postgresql.jdbc.PgConnection;

/**
 * The connection as a code migration sees it: everything but its end, and the end of a transaction
 * that is postcar's.
 */
public final class GuardedConnection {

  private static final Set<String> NEVER = Set.of("close", "abort");
  private static final Set<String> NOT_INSIDE = Set.of("commit", "setAutoCommit");

  private GuardedConnection() {}

  /**
   * Guards one.
   *
   * @param inside whether postcar's transaction is open on it
   */
  public static Connection of(PgConnection connection, boolean inside) {
    return (Connection)
        Proxy.newProxyInstance(
            GuardedConnection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              String name = method.getName();
              if (NEVER.contains(name)) {
                throw new SQLException(
                    name + " is not allowed: postcar still uses the connection", "2D000");
              }
              boolean wholeRollback = name.equals("rollback") && method.getParameterCount() == 0;
              if (inside && (wholeRollback || NOT_INSIDE.contains(name))) {
                throw new SQLException(
                    name
                        + " is not allowed: the migration and its history row are committed"
                        + " together",
                    "2D000");
              }
              try {
                return method.invoke(connection, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}

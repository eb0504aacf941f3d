package dev.postcar.run;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import org.postgresql.jdbc.PgConnection;

/**
 * The connection as a code migration sees it: everything but the end of the transaction, which is
 * postcar's.
 */
final class GuardedConnection {

  private static final Set<String> REFUSED = Set.of("commit", "close", "abort", "setAutoCommit");

  private GuardedConnection() {}

  static Connection of(PgConnection connection) {
    return (Connection)
        Proxy.newProxyInstance(
            GuardedConnection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              boolean wholeRollback =
                  method.getName().equals("rollback") && method.getParameterCount() == 0;
              if (wholeRollback || REFUSED.contains(method.getName())) {
                throw new SQLException(
                    method.getName()
                        + " is postcar's: the migration and its history row are committed together",
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

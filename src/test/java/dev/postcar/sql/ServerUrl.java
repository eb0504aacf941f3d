package dev.postcar.sql;

import org.junit.jupiter.api.Assumptions;

/** Where the tests' server is. */
final class ServerUrl {

  private ServerUrl() {}

  /** The JDBC URL; skips the test where this build has no test server. */
  static String get() throws ReflectiveOperationException {
    Class<?> server;
    try {
      // Not a plain call, so that the lexer and its tests can be built before the server is there.
      server = Class.forName("dev.postcar.testing.TestServer");
    } catch (ClassNotFoundException e) {
      return Assumptions.abort("no test server in this build");
    }
    return (String) server.getMethod("url").invoke(null);
  }
}

package dev.postcar.internal.session;

import dev.postcar.Event;
import dev.postcar.Reporter;
import dev.postcar.internal.config.ConnectionSettings;
import java.util.Arrays;
import java.util.Properties;
import java.util.function.Supplier;
import org.postgresql.jdbc.PgConnection;

/**
 * Says once what is unsafe about a connection: it is not encrypted, or the login is a superuser.
 */
final class UnsafeConnection {

  private volatile boolean plain;
  private boolean warned;

  /** Right after a connection was opened, on its thread. */
  void opened(String url, Properties properties) {
    plain =
        isRemote(url, properties)
            && properties.getProperty("loginTimeout") == null
            && !PasswordGuard.isEncrypted();
  }

  private static boolean isRemote(String url, Properties properties) {
    String hosts = url.replaceFirst("^jdbc:postgresql:/*", "").replaceFirst("/.*$", "");
    String address = properties.getProperty("hostaddr");
    return properties.getProperty("socketFactoryArg") == null
        && Arrays.stream(hosts.split(","))
            .map(host -> host.replaceFirst(":\\d+$", ""))
            .anyMatch(
                host -> !ConnectionSettings.isLoopback(ConnectionSettings.address(host, address)));
  }

  /** Whoever decides what a migration may do there, it is not the operator's role. */
  synchronized void knows() {
    warned = true;
  }

  /**
   * Says it.
   *
   * @param role that the migrations run as; null for the one that connects
   */
  synchronized void warn(
      Reporter reporter, String role, PgConnection opened, Supplier<String> place) {
    if (plain) {
      plain = false;
      reporter.on(
          new Event.Warning(
              "the connection to "
                  + place.get()
                  + " is not encrypted: consider --sslmode require"));
    }
    if (role != null && !warned && "on".equals(opened.getParameterStatus("is_superuser"))) {
      warned = true;
      reporter.on(
          new Event.Warning(
              "the login is a superuser: role "
                  + role
                  + " decides who owns what is created, but does not restrict what a migration can"
                  + " do"));
    }
  }
}

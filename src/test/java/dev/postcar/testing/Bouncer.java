package dev.postcar.testing;

import dev.postcar.internal.os.DirectoryTree;
import dev.postcar.internal.os.TemporaryFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Assumptions;
import org.postgresql.ds.PGSimpleDataSource;

/** A PgBouncer of a test's own in front of its database, or of all databases of a server. */
public final class Bouncer implements AutoCloseable {

  private static final Path PROGRAM = Path.of("/usr/sbin/pgbouncer");

  private static final String STATE =
      """
      select array[pg_backend_pid()::text],
        array(select 'prepared ' || name from pg_prepared_statements where name <> '')
        || array(select 'channel ' || channel from pg_listening_channels() channel)
        || array(select 'cursor ' || name from pg_cursors where is_holdable)
        || array(select 'temporary ' || relname from pg_class where relnamespace = pg_my_temp_schema())
        || array(select 'setting ' || name from pg_settings where source = 'session'
             and name not in ('application_name', 'extra_float_digits', 'DateStyle', 'TimeZone',
               'client_encoding', 'standard_conforming_strings'))
        || array(select 'role ' || current_user where current_user <> session_user)
        || array(select format('advisory lock %s %s %s', classid, objid, mode) from pg_locks
             where locktype = 'advisory' and pid = pg_backend_pid())
        || array(select 'custom setting' where coalesce(current_setting('shop.tenant', true), '') <> '')
      """;

  private final TestServer server;
  private final TestDatabase database;
  private final int size;
  private final int port;
  private final Path home;
  private final Process process;

  /** Starts one, where it is installed. */
  public Bouncer(TestDatabase database, String mode, int size) {
    this(database.server(), database, mode, size);
  }

  private Bouncer(TestServer server, TestDatabase database, String mode, int size) {
    Assumptions.assumeTrue(
        isInstalled(), "PgBouncer is not installed (Debian: apt-get install pgbouncer)");
    this.server = server;
    this.database = database;
    this.size = size;
    try {
      home = TemporaryFiles.directory("postcar-pgbouncer");
      Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
      try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        port = socket.getLocalPort();
      }
      process = start(configured(mode));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One for whatever database of the server a client names. */
  public static Bouncer ofAll(TestServer server) {
    return new Bouncer(server, null, "transaction", 5);
  }

  /** Returns whether it is installed. */
  public static boolean isInstalled() {
    return Files.isExecutable(PROGRAM);
  }

  /** Where it listens on 127.0.0.1. */
  public int port() {
    return port;
  }

  private Path configured(String mode) throws IOException {
    Path users = home.resolve("users");
    Files.writeString(users, "\"%s\" \"any\"\n".formatted(server.user()));
    return Files.writeString(
        home.resolve("pgbouncer.ini"),
        """
        [databases]
        %s = host=%s port=%d user=%s password=%s
        [pgbouncer]
        listen_addr = 127.0.0.1
        listen_port = %d
        unix_socket_dir =
        auth_type = trust
        auth_file = %s
        pool_mode = %s
        default_pool_size = %d
        max_client_conn = 200
        ignore_startup_parameters = extra_float_digits
        server_login_retry = 1
        """
            .formatted(
                database == null ? "*" : database.name(),
                server.host(),
                server.port(),
                server.user(),
                server.password(),
                port,
                users,
                mode,
                size));
  }

  private Process start(Path configuration) throws IOException {
    List<String> command = new ArrayList<>();
    if ("root".equals(System.getProperty("user.name"))) {
      command.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
    }
    command.addAll(List.of(PROGRAM.toString(), configuration.toString()));
    Process started =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("log").toFile())
            .start();
    for (int attempt = 0; ; attempt++) {
      try (Connection probe = source().getConnection()) {
        if (probe.isValid(5)) {
          return started;
        }
      } catch (SQLException e) {
        if (attempt == 100) {
          throw new IllegalStateException(Files.readString(home.resolve("log")), e);
        }
      }
      LockSupport.parkNanos(50_000_000L);
    }
  }

  /** Connections through it. */
  public PGSimpleDataSource source() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(
        "jdbc:postgresql://127.0.0.1:"
            + port
            + "/"
            + (database == null ? "postgres" : database.name()));
    source.setUser(server.user());
    source.setPassword("any");
    return source;
  }

  /** What is left in any server connection of the pool, each of them looked at. */
  public List<String> left() throws SQLException {
    List<Connection> clients = new ArrayList<>();
    List<String> left = new ArrayList<>();
    try {
      for (int i = 0; i < size; i++) {
        Connection client = source().getConnection();
        clients.add(client);
        // Its transaction keeps that server connection from the next one.
        client.setAutoCommit(false);
        try (Statement statement = client.createStatement();
            ResultSet row = statement.executeQuery(STATE)) {
          row.next();
          left.addAll(List.of((String[]) row.getArray(2).getArray()));
        }
      }
    } finally {
      for (Connection client : clients) {
        client.close();
      }
    }
    left.addAll(
        database.rows(
            "select 'locked ' || l.locktype || ' ' || l.objid from pg_locks l join pg_database d"
                + " on d.oid = l.database where datname = current_database()"
                + " and l.locktype = 'advisory'"));
    return left;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    DirectoryTree.delete(home);
  }
}

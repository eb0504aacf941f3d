package dev.postcar.schema;

import dev.postcar.PostcarException;
import dev.postcar.config.ConnectionSettings;
import dev.postcar.run.ServerSaid;
import dev.postcar.sql.Quote;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.postgresql.Driver;

/**
 * Where scratch databases are made: a private server that ends with them, or one that the user
 * names, on which nothing but what was made here is ever touched.
 */
final class ScratchServer implements AutoCloseable {

  private static final Set<String> RESERVED = Set.of("null", "postgres", "template0", "template1");
  private static final SecureRandom RANDOM = new SecureRandom();

  private final ScratchCluster cluster;
  private final ConnectionSettings named;
  private final ScratchOptions options;
  private final Connection maintenance;
  private final Set<String> databases = new TreeSet<>();
  private final Set<String> rolesBefore;
  private final Set<String> rolesMade;
  private final Thread hook = new Thread(this::clear, "postcar-scratch-drop");

  private ScratchServer(ScratchCluster cluster, ScratchOptions options) throws SQLException {
    this.cluster = cluster;
    this.named = options.server();
    this.options = options;
    this.maintenance = connect(named == null ? "postgres" : named.dbname());
    try {
      this.rolesMade = options.roles().create(maintenance, options.owner(), options.texts());
      this.rolesBefore = ScratchRoles.of(maintenance).names();
    } catch (SQLException e) {
      maintenance.close();
      throw e;
    }
    if (cluster == null) {
      Runtime.getRuntime().addShutdownHook(hook);
    }
  }

  /**
   * Starts a private server, or connects to the one that the user names.
   *
   * @throws PostcarException.Configuration if there are no binaries, or the named server does not
   *     let databases or roles be made
   * @throws PostcarException.Connection if it does not start, or cannot be reached
   */
  static ScratchServer open(ScratchOptions options) {
    if (options.server() == null) {
      ScratchCluster cluster = start(options);
      try {
        return new ScratchServer(cluster, options);
      } catch (SQLException e) {
        cluster.close();
        throw new PostcarException.Connection(
            "The scratch server cannot be used: " + ServerSaid.of(e) + ".", e);
      }
    }
    try {
      ScratchServer server = new ScratchServer(null, options);
      if (options.major() != 0 && server.major() != options.major()) {
        options.note().accept(isOther(options.major(), "the server of --scratch", server.major()));
      }
      return server;
    } catch (SQLException e) {
      throw new PostcarException.Connection(
          "The server of --scratch cannot be used: " + ServerSaid.of(e) + ".", e);
    }
  }

  private static String isOther(int wanted, String server, int major) {
    return "the target is PostgreSQL " + wanted + ", " + server + " is " + major;
  }

  private static ScratchCluster start(ScratchOptions options) {
    try {
      return ScratchCluster.start(cache -> home(options, cache));
    } catch (IOException e) {
      throw new PostcarException.Connection("The scratch server cannot be started: " + e + ".", e);
    }
  }

  /** The programs of the target's major version, else the bundled ones and a word about it. */
  private static Path home(ScratchOptions options, Path cache) {
    Path bundled = PostgresBinaries.unpack(cache);
    if (options.major() == 0) {
      return bundled;
    }
    int major = PostgresBinaries.major(bundled);
    if (options.major() == major) {
      return bundled;
    }
    try {
      return FetchedBinaries.of(options.major(), cache, options.note());
    } catch (IOException e) {
      options
          .note()
          .accept(
              isOther(options.major(), "the scratch server", major)
                  + ", as no other could be fetched ("
                  + e.getMessage()
                  + "); --scratch URL names another");
      return bundled;
    }
  }

  String jdbcUrl(String database) {
    return cluster == null ? named.jdbcUrl(database) : cluster.server().jdbcUrl(database);
  }

  Properties properties() {
    return cluster == null ? named.driverProperties() : cluster.server().properties();
  }

  Connection connect(String database) throws SQLException {
    Properties all = properties();
    all.putIfAbsent("ApplicationName", "postcar scratch");
    return new Driver().connect(jdbcUrl(database), all);
  }

  int major() throws SQLException {
    return maintenance.getMetaData().getDatabaseMajorVersion();
  }

  /**
   * Makes a database: on a private server the first one has the target's name, as SQL may say it.
   */
  synchronized String create(String template) throws SQLException {
    byte[] random = new byte[6];
    RANDOM.nextBytes(random);
    String name = "postcar_scratch_" + HexFormat.of().formatHex(random);
    boolean asTarget =
        cluster != null
            && databases.isEmpty()
            && !RESERVED.contains(String.valueOf(options.database()));
    String chosen = asTarget ? options.database() : name;
    create(chosen, template);
    return chosen;
  }

  /** Makes a database of that name, from template0 or a template without connections to it. */
  synchronized void create(String name, String template) throws SQLException {
    databases.add(name);
    execute(
        "create database "
            + Quote.identifier(name)
            + " template "
            + Quote.identifier(template)
            + (options.owner() == null ? "" : " owner " + Quote.identifier(options.owner())));
  }

  synchronized void drop(String name) throws SQLException {
    execute("drop database if exists " + Quote.identifier(name) + " with (force)");
    databases.remove(name);
  }

  /** The roles that were not there at first. */
  synchronized Set<String> newRoles() throws SQLException {
    Set<String> made = new HashSet<>(ScratchRoles.of(maintenance).names());
    made.removeAll(rolesBefore);
    return made;
  }

  /** Drops the roles that were made by what ran here; no database that uses them must be left. */
  synchronized void dropRoles() throws SQLException {
    for (String role : newRoles()) {
      if (cluster != null || ScratchRoles.mayBeMade(role, options.texts())) {
        execute("drop role if exists " + Quote.identifier(role));
      } else {
        options
            .note()
            .accept(
                "role " + role + " appeared on the scratch server meanwhile, and is left there");
      }
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = maintenance.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Leaves a named server as it was found; ends a private one, with all that is in it. */
  @Override
  public void close() {
    if (cluster != null) {
      cluster.close();
      return;
    }
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is ending: the hook does the same.
    }
    clear();
  }

  private synchronized void clear() {
    try (Connection last = maintenance) {
      if (last.isClosed()) {
        return;
      }
      for (String database : Set.copyOf(databases)) {
        attempt(() -> drop(database));
      }
      attempt(this::dropRoles);
      for (String role : rolesMade) {
        attempt(() -> execute("drop role if exists " + Quote.identifier(role)));
      }
    } catch (SQLException e) {
      notLeft(e);
    }
  }

  private interface Removal {
    void run() throws SQLException;
  }

  /** What cannot be removed keeps nothing else there. */
  private void attempt(Removal removal) {
    try {
      removal.run();
    } catch (SQLException e) {
      notLeft(e);
    }
  }

  private void notLeft(SQLException e) {
    options
        .note()
        .accept("the scratch server could not be left as it was found: " + ServerSaid.of(e));
  }
}

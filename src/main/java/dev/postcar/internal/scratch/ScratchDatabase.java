package dev.postcar.internal.scratch;

import dev.postcar.PostcarException;
import dev.postcar.internal.config.ConnectionSettings;
import dev.postcar.internal.session.ServerSaid;
import dev.postcar.internal.sql.Quote;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/**
 * A database to try things in, gone without a trace when it is closed.
 *
 * <p>The first one opens the server, and closing it ends that with all others.
 */
public final class ScratchDatabase implements AutoCloseable {

  private static final String EMPTY = "template0";

  private final ScratchServer server;
  private final String name;
  private final boolean first;
  private String schema;

  private ScratchDatabase(ScratchServer server, String name, boolean first) {
    this.server = server;
    this.name = name;
    this.first = first;
  }

  /**
   * Makes an empty one, on a server as the options say; to be closed.
   *
   * @throws PostcarException.Configuration if this system has no binaries for a private server
   * @throws PostcarException.Connection if the server does not start, cannot be reached, or does
   *     not let a database be made
   */
  public static ScratchDatabase open(ScratchOptions options) {
    ScratchServer server = ScratchServer.open(options);
    try {
      return new ScratchDatabase(server, server.create(EMPTY), true);
    } catch (SQLException e) {
      server.close();
      throw refused(e);
    }
  }

  private static PostcarException refused(SQLException e) {
    return new PostcarException.Connection(
        "A scratch database cannot be created: " + ServerSaid.of(e) + ".", e);
  }

  /** Makes a copy of this one; nobody may be connected to it; to be closed before this one. */
  public ScratchDatabase copy() {
    try {
      ScratchDatabase copy = new ScratchDatabase(server, server.create(name), false);
      copy.schema = schema;
      return copy;
    } catch (SQLException e) {
      throw refused(e);
    }
  }

  /** Makes it empty again, under the same name; the roles made by what ran here go as well. */
  public void empty() {
    try {
      server.drop(name);
      server.undoShared();
      server.create(name, EMPTY);
    } catch (SQLException e) {
      throw refused(e);
    }
    if (schema != null) {
      createSchema(schema);
    }
  }

  /**
   * Returns whether what ran here has made what all databases of the server share; true if there
   * are roles or databases that were not there at first.
   */
  public boolean hasLeftMarks() {
    try {
      return server.hasLeftMarks();
    } catch (SQLException e) {
      throw refused(e);
    }
  }

  /**
   * Puts a copy of another one in its place, under the same name; the roles made by what ran here
   * go.
   *
   * @param other has no use for those roles, and nobody is connected to it
   */
  public void become(ScratchDatabase other) {
    try {
      server.drop(name);
      server.undoShared();
      server.create(name, other.name);
    } catch (SQLException e) {
      throw refused(e);
    }
  }

  /** Its name, such as {@code postcar_scratch_0f3a90c2b1de}. */
  public String name() {
    return name;
  }

  /**
   * Where it is, in the driver's terms.
   *
   * @return a URL without a secret
   */
  public String jdbcUrl() {
    return server.jdbcUrl(name);
  }

  /**
   * How to log in, in the driver's terms.
   *
   * @return new properties, the password among them
   */
  public Properties properties() {
    return server.properties();
  }

  /** Where it is and how to log in, as it would be configured. */
  public ConnectionSettings settings() {
    ConnectionSettings configured = server.configured();
    Properties login = properties();
    Map<String, String> parameters = new HashMap<>(configured.parameters());
    if (login.containsKey("options")) {
      parameters.put("options", login.getProperty("options"));
    }
    return new ConnectionSettings(
        false,
        configured.servers(),
        name,
        login.getProperty("user"),
        login.getProperty("password"),
        configured.sslmode(),
        parameters);
  }

  /**
   * How one of the roles that run something here logs in: from now on it may do to what the others
   * own what it did as a superuser.
   *
   * @return new properties; on a named server those of its login
   */
  public Properties propertiesOf(String role) {
    try {
      server.makeMemberOfAll(role);
      return server.properties(role);
    } catch (SQLException e) {
      throw refused(e);
    }
  }

  /**
   * Whether its server is a private one, where whoever runs something logs in; false for a named
   * one.
   */
  public boolean isPrivate() {
    return server.isPrivate();
  }

  /**
   * Whether what runs here runs as a superuser.
   *
   * @return never on a private server
   */
  public boolean isSuperusers() {
    try {
      return server.isSuperusers();
    } catch (SQLException e) {
      throw refused(e);
    }
  }

  /** Makes it comparable with the target: what is a superuser's by itself is so again. */
  public void giveBack() throws SQLException {
    server.giveBack(name);
  }

  /**
   * Connects.
   *
   * @return a new connection, in autocommit
   */
  public Connection connect() throws SQLException {
    return server.connect(name);
  }

  /**
   * Makes the schema that a target of a fleet is, in which all may create; it is there again when
   * this is made empty.
   */
  public void createSchema(String target) {
    schema = target;
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      String name = Quote.identifier(target);
      statement.execute("create schema if not exists " + name);
      statement.execute("grant usage, create on schema " + name + " to public");
    } catch (SQLException e) {
      throw refused(e);
    }
  }

  /** The version of its server, such as 18. */
  public int major() {
    try {
      return server.major();
    } catch (SQLException e) {
      throw refused(e);
    }
  }

  /** Drops it; the first one leaves nothing on the server, or no server. */
  @Override
  public void close() {
    if (first) {
      server.close();
      return;
    }
    try {
      server.drop(name);
    } catch (SQLException e) {
      throw refused(e);
    }
  }
}

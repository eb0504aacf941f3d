package dev.postcar.internal.scratch;

import dev.postcar.PostcarException;
import dev.postcar.internal.config.ConnectionSettings;
import dev.postcar.internal.session.ServerSaid;
import dev.postcar.internal.sql.Quote;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
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
  private final String login;
  private final String password = random(24);
  private final Connection maintenance;
  private final ScratchRights rights;
  private final String mark;
  private final Set<String> databases = new TreeSet<>();
  private final ScratchLikeness likeness;
  private final Set<String> rolesMade;
  private final ScratchShared shared;
  private final Thread hook = new Thread(this::clear, "postcar-scratch-drop");

  private ScratchServer(ScratchCluster cluster, ScratchOptions options) throws SQLException {
    this.cluster = cluster;
    this.named = options.server();
    this.options = options;
    String user = options.target().login();
    this.login = cluster == null ? null : user == null ? "postgres" : user;
    this.maintenance = connect(named == null ? "postgres" : named.dbname(), admin());
    this.rights = new ScratchRights(maintenance, cluster != null);
    this.likeness = new ScratchLikeness(maintenance, options);
    try {
      rights.prepare(options.texts());
      this.mark = cluster == null ? ScratchLeftovers.mark(maintenance) : null;
      if (cluster == null) {
        ScratchLeftovers.sweep(maintenance);
        ScratchShared.refuseServerWide(options.texts(), ScratchRoles.of(maintenance).names());
      }
      this.rolesMade = makeRoles();
      this.shared = new ScratchShared(maintenance, options);
    } catch (SQLException | RuntimeException e) {
      maintenance.close();
      throw e;
    }
    if (cluster == null) {
      Runtime.getRuntime().addShutdownHook(hook);
    }
  }

  private Set<String> makeRoles() throws SQLException {
    ScratchTarget target = options.target();
    Set<String> wanted = new TreeSet<>(options.runners());
    if (options.owner() != null) {
      wanted.add(options.owner());
    }
    for (String role : wanted) {
      rights.refuseBuiltIn(role);
    }
    boolean strong = !options.runners().isEmpty() || target.isWorkedBySuperuser(options.owner());
    if (cluster == null) {
      return target.roles().create(maintenance, wanted, mark, options.texts());
    }
    wanted.add(login);
    Set<String> others = new TreeSet<>(wanted);
    others.add("postgres");
    Set<String> made = target.roles().create(maintenance, others, null, options.texts());
    for (String role : wanted) {
      rights.empower(role, password, strong, target.roles().powers());
    }
    if (strong && options.owner() != null) {
      rights.makeMemberOfAll(options.owner(), Set.of());
    }
    if (strong) {
      rights.makeMemberOfAll(login, Set.of());
    }
    likeness.makeTablespaces();
    return made;
  }

  /**
   * Starts a private server, or connects to the one that the user names.
   *
   * @throws PostcarException.Configuration if there are no binaries, or the named server does not
   *     let databases or roles be made
   * @throws PostcarException.Connection if it does not start, or cannot be reached
   */
  static ScratchServer open(ScratchOptions options) {
    ScratchCluster cluster = options.server() == null ? start(options) : null;
    String named = cluster == null ? "server of --scratch" : "scratch server";
    try {
      ScratchServer server = new ScratchServer(cluster, options);
      int major = options.target().major();
      if (cluster == null && major != 0 && server.major() != major) {
        options.note().accept(isOther(major, "the " + named, server.major()));
      }
      return server;
    } catch (SQLException | RuntimeException e) {
      if (cluster != null) {
        cluster.close();
      }
      if (e instanceof RuntimeException failure) {
        throw failure;
      }
      throw new PostcarException.Connection(
          "The " + named + " cannot be used: " + ServerSaid.of((SQLException) e) + ".", e);
    }
  }

  private static String isOther(int wanted, String server, int major) {
    return "the target is PostgreSQL " + wanted + ", " + server + " is " + major;
  }

  private static ScratchCluster start(ScratchOptions options) {
    try {
      return ScratchCluster.start(cache -> home(options, cache), options.target().server());
    } catch (IOException e) {
      throw new PostcarException.Connection("The scratch server cannot be started: " + e + ".", e);
    }
  }

  /** The programs of the target's major version, else the bundled ones and a word about it. */
  private static Path home(ScratchOptions options, Path cache) {
    Path bundled = PostgresBinaries.unpack(cache);
    int wanted = options.target().major();
    int major = wanted == 0 ? 0 : PostgresBinaries.major(bundled);
    if (wanted == major) {
      return bundled;
    }
    try {
      return FetchedBinaries.of(wanted, cache, options.note());
    } catch (IOException e) {
      options
          .note()
          .accept(
              "%s, because no other could be fetched (%s); --scratch URL sets another"
                  .formatted(isOther(wanted, "the scratch server", major), e.getMessage()));
      return bundled;
    }
  }

  String jdbcUrl(String database) {
    return cluster == null ? named.jdbcUrl(database) : cluster.server().jdbcUrl(database);
  }

  /** How whoever runs SQL here logs in; on a private server never a superuser. */
  Properties properties() {
    return properties(login);
  }

  /** The same as one of the roles that run something; on a named server always its login. */
  Properties properties(String role) {
    Properties all = admin();
    if (cluster != null) {
      all.setProperty("user", role);
      all.setProperty("password", password);
    }
    if (options.target().startup() != null) {
      all.putIfAbsent("options", options.target().startup());
    }
    return all;
  }

  /** The server itself, as it would be configured. */
  ConnectionSettings configured() {
    return cluster == null ? named : cluster.server().connection();
  }

  private Properties admin() {
    return cluster == null ? named.driverProperties() : cluster.server().properties();
  }

  boolean isPrivate() {
    return cluster != null;
  }

  /** Whether what runs here runs as a superuser, as the user's own choice of a server has it. */
  boolean isSuperusers() throws SQLException {
    return cluster == null
        && ScratchRoles.of(maintenance).isSuperuser(maintenance.getMetaData().getUserName());
  }

  Connection connect(String database) throws SQLException {
    return connect(database, properties());
  }

  private Connection connect(String database, Properties all) throws SQLException {
    all.putIfAbsent("ApplicationName", "postcar scratch");
    all.putIfAbsent("preferQueryMode", "simple");
    return new Driver().connect(jdbcUrl(database), all);
  }

  private static String random(int length) {
    byte[] random = new byte[length];
    RANDOM.nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  /** Lets a role do what it did where it was a superuser, to what the other ones own. */
  void makeMemberOfAll(String role) throws SQLException {
    rights.makeMemberOfAll(role, rolesMade);
  }

  int major() throws SQLException {
    return maintenance.getMetaData().getDatabaseMajorVersion();
  }

  /**
   * Makes a database: on a private server the first one has the target's name, as SQL may say it.
   */
  synchronized String create(String template) throws SQLException {
    String name = "postcar_scratch_" + random(6);
    boolean asTarget =
        cluster != null
            && databases.isEmpty()
            && !RESERVED.contains(String.valueOf(options.target().database()));
    String chosen = asTarget ? options.target().database() : name;
    create(chosen, template);
    return chosen;
  }

  /** Makes a database of that name, from template0 or a template without connections to it. */
  synchronized void create(String name, String template) throws SQLException {
    databases.add(name);
    String owner = options.owner() == null ? login : options.owner();
    String create =
        "create database "
            + Quote.identifier(name)
            + " template "
            + Quote.identifier(template)
            + (owner == null ? "" : " owner " + Quote.identifier(owner))
            + (mark == null ? "" : " allow_connections false");
    boolean fresh = template.equals("template0");
    try {
      execute(create + (fresh ? options.target().clauses() : ""));
    } catch (SQLException e) {
      if (!fresh || options.target().clauses().isEmpty()) {
        throw e;
      }
      options
          .note()
          .accept(
              "the scratch database does not have the target's encoding, locale or tablespace: "
                  + ServerSaid.of(e));
      execute(create);
    }
    if (mark != null) {
      execute(ScratchLeftovers.comment(name, mark));
      // Up to 14 everybody may create in the schema public what migrations would then call.
      String database = "database " + Quote.identifier(name);
      execute("grant connect on " + database + " to current_user");
      execute("revoke connect on " + database + " from public");
      execute("alter " + database + " allow_connections true");
    } else if (fresh) {
      own(name, owner);
    }
    Set<String> roles = new TreeSet<>(options.runners());
    roles.addAll(Arrays.asList(owner == null ? "" : owner, login == null ? "" : login));
    likeness.set(name, roles);
  }

  /** What is the superuser's in any database becomes its owner's, as on the target. */
  private void own(String database, String owner) throws SQLException {
    try (Connection connection = connect(database, admin());
        Statement statement = connection.createStatement()) {
      statement.execute(
          "update pg_catalog.pg_extension set extowner = "
              + Quote.literal(Quote.identifier(owner))
              + "::pg_catalog.regrole");
      if (major() < 15) {
        statement.execute("alter schema public owner to " + Quote.identifier(owner));
      }
    }
  }

  /** Gives the schema public back, for a look at what is like the target up to version 14. */
  synchronized void giveBack(String database) throws SQLException {
    if (cluster != null && major() < 15) {
      try (Connection connection = connect(database, admin());
          Statement statement = connection.createStatement()) {
        statement.execute("alter schema public owner to current_user");
      }
    }
  }

  synchronized void drop(String name) throws SQLException {
    execute("drop database if exists " + Quote.identifier(name) + " with (force)");
    databases.remove(name);
  }

  /** Whether something was made that all databases share. */
  synchronized boolean hasLeftMarks() throws SQLException {
    return shared.isChanged(databases);
  }

  /**
   * Undoes what ran here, other than its databases; no database that uses the roles must be left.
   */
  synchronized void undoShared() throws SQLException {
    shared.undo(databases);
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
      attempt(this::undoShared);
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
        .accept(
            "the scratch server could not be restored to its former state: " + ServerSaid.of(e));
  }
}

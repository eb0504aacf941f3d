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
import java.util.List;
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
  private final Set<String> databasesBefore;
  private final ScratchRoles rolesBefore;
  private final Set<String> rolesMade;
  private final Thread hook = new Thread(this::clear, "postcar-scratch-drop");

  private ScratchServer(ScratchCluster cluster, ScratchOptions options) throws SQLException {
    this.cluster = cluster;
    this.named = options.server();
    this.options = options;
    String user = options.target().login();
    this.login = cluster == null ? null : user == null ? "postgres" : user;
    this.maintenance = connect(named == null ? "postgres" : named.dbname(), admin());
    this.rights = new ScratchRights(maintenance, cluster != null);
    try {
      rights.prepare(options.texts());
      this.mark = cluster == null ? ScratchLeftovers.mark(maintenance) : null;
      if (cluster == null) {
        ScratchLeftovers.sweep(maintenance);
        ScratchShared.refuseServerWide(options.texts(), ScratchRoles.of(maintenance).names());
      }
      this.rolesMade = makeRoles();
      this.rolesBefore = ScratchRoles.of(maintenance);
      this.databasesBefore = Set.copyOf(databases());
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
      ScratchRights.refuseBuiltIn(role);
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
      rights.lead(options.owner(), Set.of());
    }
    if (strong) {
      rights.lead(login, Set.of());
    }
    for (String tablespace : target.tablespaces()) {
      attempt(() -> makeTablespace(tablespace));
    }
    return made;
  }

  /** In the data directory, as no other is this server's business. */
  private void makeTablespace(String name) throws SQLException {
    execute("set allow_in_place_tablespaces = on");
    execute("create tablespace " + Quote.identifier(name) + " location ''");
    execute("grant create on tablespace " + Quote.identifier(name) + " to public");
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
      } catch (RuntimeException e) {
        cluster.close();
        throw e;
      } catch (SQLException e) {
        cluster.close();
        throw new PostcarException.Connection(
            "The scratch server cannot be used: " + ServerSaid.of(e) + ".", e);
      }
    }
    try {
      ScratchServer server = new ScratchServer(null, options);
      int major = options.target().major();
      if (major != 0 && server.major() != major) {
        options.note().accept(isOther(major, "the server of --scratch", server.major()));
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
              isOther(wanted, "the scratch server", major)
                  + ", as no other could be fetched ("
                  + e.getMessage()
                  + "); --scratch URL names another");
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
    return new Driver().connect(jdbcUrl(database), all);
  }

  private static String random(int length) {
    byte[] random = new byte[length];
    RANDOM.nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  /** Lets a role do what it did where it was a superuser, to what the other ones own. */
  void lead(String role) throws SQLException {
    rights.lead(role, rolesMade);
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
            + (owner == null ? "" : " owner " + Quote.identifier(owner));
    boolean fresh = template.equals("template0");
    try {
      execute(create + (fresh ? options.target().clauses() : ""));
    } catch (SQLException e) {
      if (!fresh || options.target().clauses().isEmpty()) {
        throw e;
      }
      options
          .note()
          .accept("the scratch database has not the target's locale: " + ServerSaid.of(e));
      execute(create);
    }
    if (mark != null) {
      execute(ScratchLeftovers.comment(name, mark));
    } else if (fresh) {
      own(name, owner);
    }
    set(name);
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

  /** The settings of the target's database and of roles in it. */
  private void set(String database) throws SQLException {
    Set<String> roles = new TreeSet<>(options.runners());
    roles.addAll(options.owner() == null ? Set.of() : Set.of(options.owner()));
    roles.addAll(login == null ? Set.of() : Set.of(login));
    for (ScratchTarget.Setting setting : options.target().settingsOf(roles)) {
      attempt(() -> set(database, setting));
    }
  }

  private void set(String database, ScratchTarget.Setting setting) throws SQLException {
    String in = Quote.identifier(database);
    String whose =
        setting.role() == null
            ? "database " + in
            : "role " + Quote.identifier(setting.role()) + " in database " + in;
    String name = "\"" + setting.name().replace("\"", "\"\"").replace(".", "\".\"") + "\"";
    // The value of a list is not one literal: the server itself takes it over.
    maintenance.setAutoCommit(false);
    try {
      execute(
          "select pg_catalog.set_config("
              + Quote.literal(setting.name())
              + ", "
              + Quote.literal(setting.value())
              + ", true)");
      execute("alter " + whose + " set " + name + " from current");
      maintenance.commit();
    } catch (SQLException e) {
      maintenance.rollback();
      throw e;
    } finally {
      maintenance.setAutoCommit(true);
    }
  }

  /** Gives the schema public back, for a look at what is like the target up to version 14. */
  synchronized void giveBack(String database) throws SQLException {
    if (cluster != null && major() < 15) {
      try (Connection connection = connect(database, admin());
          Statement statement = connection.createStatement()) {
        statement.execute("alter schema public owner to " + ScratchCluster.SUPERUSER);
      }
    }
  }

  synchronized void drop(String name) throws SQLException {
    execute("drop database if exists " + Quote.identifier(name) + " with (force)");
    databases.remove(name);
  }

  /** Whether something was made that all databases share. */
  synchronized boolean hasLeftMarks() throws SQLException {
    return !newRoles().isEmpty() || !newDatabases().isEmpty();
  }

  private Set<String> newRoles() throws SQLException {
    Set<String> made = new HashSet<>(ScratchRoles.of(maintenance).names());
    made.removeAll(rolesBefore.names());
    return made;
  }

  private Set<String> newDatabases() throws SQLException {
    Set<String> made = databases();
    made.removeAll(databasesBefore);
    made.removeAll(databases);
    return made;
  }

  private Set<String> databases() throws SQLException {
    try (Statement statement = maintenance.createStatement()) {
      Set<String> names = new TreeSet<>();
      ScratchTarget.rows(statement, "select datname from pg_catalog.pg_database")
          .forEach(row -> names.add(row.get(0)));
      return names;
    }
  }

  /** Undoes, beside its databases, what ran here; no database that uses the roles must be left. */
  synchronized void undoShared() throws SQLException {
    for (String database : cluster == null ? Set.<String>of() : newDatabases()) {
      execute("drop database if exists " + Quote.identifier(database) + " with (force)");
    }
    dropRoles();
    List<ScratchRoles.Membership> now = ScratchRoles.of(maintenance).memberships();
    change("revoke %s from %s", now, rolesBefore.memberships());
    change("grant %s to %s", rolesBefore.memberships(), now);
  }

  /** On a server of others only memberships that the SQL names: the rest is somebody else's. */
  private void change(
      String sql, List<ScratchRoles.Membership> some, List<ScratchRoles.Membership> others) {
    for (ScratchRoles.Membership one : some) {
      boolean named =
          options.texts().stream()
              .anyMatch(
                  t -> ScratchShared.names(t, one.role()) && ScratchShared.names(t, one.member()));
      if (!others.contains(one) && (cluster != null || named)) {
        attempt(
            () ->
                execute(
                    sql.formatted(Quote.identifier(one.role()), Quote.identifier(one.member()))));
      }
    }
  }

  private void dropRoles() throws SQLException {
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
        .accept("the scratch server could not be left as it was found: " + ServerSaid.of(e));
  }
}

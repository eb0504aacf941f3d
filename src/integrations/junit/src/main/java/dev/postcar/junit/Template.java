package dev.postcar.junit;

import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.Reporter;
import dev.postcar.internal.sql.Quote;
import dev.postcar.internal.sql.SettingCopy;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A database with all migrations of a set applied, and the copies that are ready for tests. */
final class Template {

  private static final int MOST_READY = 8;

  private final TestServer server;
  private final MigrationSet migrations;
  private final String digest;
  private final String name;
  private final Queue<CompletableFuture<TestDatabase>> ready = new ArrayDeque<>();
  private volatile List<List<String>> settings;
  private int used;
  private boolean again;

  Template(TestServer server, MigrationSet migrations) {
    this.server = server;
    this.migrations = migrations;
    this.digest = migrations.digest(server.number(), server.settings().username());
    this.name = Leftovers.template(digest);
    build();
  }

  /** Finds it, or makes it under another name first: half a template is never used. */
  private void build() {
    try (AdminSession session = server.session("select 1")) {
      int key = Leftovers.key(digest);
      session.query("select pg_advisory_lock(%d, %d)".formatted(Leftovers.BUILD, key));
      server.maker().query("select pg_advisory_lock_shared(%d, %d)".formatted(Leftovers.USE, key));
      if (!exists(session)) {
        migrate(session);
      }
      session.execute(
          "comment on database %s is 'template of postcar-junit, used %s'"
              .formatted(name, LocalDate.now(ZoneOffset.UTC)));
      settings =
          session.query(
              """
              select r.rolname, split_part(c, '=', 1), substr(c, strpos(c, '=') + 1)
                from pg_db_role_setting s left join pg_roles r on r.oid = s.setrole, unnest(s.setconfig) c
               where s.setdatabase = (select oid from pg_database where datname = '%s')
              """
                  .formatted(name));
    } catch (SQLException e) {
      throw PreparationFailure.ofServer(server.toString(), e);
    }
  }

  private boolean exists(AdminSession session) throws SQLException {
    List<List<String>> found =
        session.query(
            "select pg_get_userbyid(datdba) = current_user from pg_database where datname = '%s'"
                .formatted(name));
    if (found.isEmpty()) {
      return false;
    }
    if (found.get(0).get(0).equals("f")) {
      throw new PreparationFailure(
          "Database %s on %s belongs to another role, so it is not used.\nNext: drop it."
              .formatted(name, server),
          null);
    }
    return true;
  }

  private void migrate(AdminSession session) throws SQLException {
    String unfinished = server.newName();
    session.executeOnceUnused("create database " + unfinished);
    boolean complete = false;
    try (Postcar postcar =
        Postcar.on(
            server.settings().jdbcUrl(unfinished),
            server.settings().driverProperties(),
            Duration.ZERO)) {
      migrations.configure(postcar).reporter(Reporter.SILENT).migrate();
      complete = true;
    } catch (PostcarException e) {
      throw PreparationFailure.ofMigration(e);
    } finally {
      if (!complete) {
        server.drop(unfinished);
      }
    }
    // A session writes pg_internal.init, which the copies get: their first sessions start faster.
    AdminSession.connect(server.settings(), unfinished, "postcar-junit").close();
    session.execute("alter database " + unfinished + " allow_connections false");
    try {
      session.executeOnceUnused("alter database " + unfinished + " rename to " + name);
    } catch (SQLException e) {
      server.drop(unfinished);
      // 42P04: another JVM, whose URL names another database and so has other locks, was faster.
      if (!"42P04".equals(e.getSQLState())) {
        throw e;
      }
    }
  }

  /** A copy that nobody else has; after the second one, others are made ahead of their use. */
  TestDatabase take() {
    CompletableFuture<TestDatabase> next;
    synchronized (this) {
      used++;
      next = ready.isEmpty() ? copyLater() : ready.remove();
      while (again && ready.size() < Math.min(MOST_READY, used + 2)) {
        ready.add(copyLater());
      }
      again = true;
    }
    try {
      return next.join();
    } catch (CompletionException e) {
      giveBack();
      throw (PreparationFailure) e.getCause();
    }
  }

  synchronized void giveBack() {
    used--;
  }

  /** Drops the copies that no test has taken. */
  void drain() {
    List<CompletableFuture<TestDatabase>> left;
    synchronized (this) {
      again = false;
      left = List.copyOf(ready);
      ready.clear();
      used += left.size();
    }
    for (CompletableFuture<TestDatabase> one : left) {
      one.thenAccept(TestDatabase::close).exceptionally(failure -> null).join();
    }
  }

  private CompletableFuture<TestDatabase> copyLater() {
    return server.later(this::copy);
  }

  private TestDatabase copy() throws SQLException {
    String copy = server.newName();
    String create =
        "create database %s template %s%s"
            .formatted(copy, name, server.major() >= 15 ? " strategy file_copy" : "");
    try {
      server.maker().executeOnceUnused(create);
    } catch (SQLException e) {
      // 3D000: somebody has dropped the template.
      if (!"3D000".equals(e.getSQLState())) {
        throw e;
      }
      build();
      server.maker().executeOnceUnused(create);
    }
    try {
      for (List<String> one : settings) {
        set(copy, one.get(0), one.get(1), one.get(2));
      }
      return new TestDatabase(server, this, copy);
    } catch (SQLException e) {
      server.drop(copy);
      throw e;
    }
  }

  /**
   * A copy has no settings of its template. A role may give itself any there, such as one that this
   * login cannot take over: that is left out, or each role could keep the tests from running.
   */
  private void set(String copy, String role, String name, String value) throws SQLException {
    String whose =
        (role == null ? "" : "role " + Quote.identifier(role) + " in ") + "database " + copy;
    AdminSession maker = server.maker();
    synchronized (maker) {
      maker.execute("begin");
      try {
        for (String one : SettingCopy.of(whose, name, value)) {
          maker.execute(one);
        }
        maker.execute("commit");
      } catch (SQLException e) {
        maker.execute("rollback");
        if (role == null) {
          throw e;
        }
      }
    }
  }
}

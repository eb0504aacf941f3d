package dev.postcar.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.Target;
import dev.postcar.internal.catalog.CatalogSnapshot;
import dev.postcar.testing.MigrationFolder;
import dev.postcar.testing.TestDatabase;
import dev.postcar.testing.TestServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** What the server may answer, and what the operator is told. */
final class ServerAnswersTest {

  @TempDir Path directory;
  private final TestDatabase database = new TestDatabase();
  private final TestServer server = database.server();
  private final String role = "limited_" + database.name();
  private MigrationFolder folder;

  @BeforeEach
  void before() {
    server.execute("create role " + role + " login password 'pw'");
    folder = new MigrationFolder(directory).sql("M0001_A", "create table a ()", "drop table a");
  }

  @AfterEach
  void drop() {
    database.execute("drop owned by " + role + " cascade");
    database.close();
    server.execute("drop role " + role);
  }

  @Test
  void readOnlyByDefaultIsABrakeUnlessTheSessionAsksForMore() {
    database.execute("alter role " + role + " set default_transaction_read_only = on");
    grantAll();
    PostcarException refused = refused(limited());
    assertThat(refused.exitCode()).isEqualTo(4);
    assertThat(refused.getMessage())
        .startsWith("Refused: default_transaction_read_only is on for " + database.name())
        .contains("PGOPTIONS='-c default_transaction_read_only=off'");
    PGSimpleDataSource asked = limited();
    asked.setOptions("-c default_transaction_read_only=off");
    try (Postcar postcar = folder.on(asked)) {
      assertThat(postcar.migrate().applied()).hasSize(1);
    }
  }

  @Test
  void timeoutsOfTheRoleDoNotStopAMigration() {
    database.execute("alter role " + role + " set statement_timeout = '200ms'");
    database.execute("alter role " + role + " set idle_in_transaction_session_timeout = '200ms'");
    database.execute("alter role " + role + " set default_transaction_isolation = 'serializable'");
    grantAll();
    folder
        .sql("M0002_Slow", "select pg_sleep(0.5)", null)
        .source(
            "M0003_Idle",
            "public class M0003_Idle extends CodeMigration { public void forward(Context c) throws"
                + " Exception { c.connection().createStatement().execute(\"select 1\");"
                + " Thread.sleep(500); } }");
    try (Postcar postcar = folder.on(limited())) {
      assertThat(postcar.migrate().applied()).hasSize(3);
    }
  }

  @Test
  void noPrivilegeToCreateTheBookkeeping() {
    database.execute("revoke create on database " + database.name() + " from public");
    PostcarException refused = refused(limited());
    assertThat(refused.exitCode()).isEqualTo(4);
    assertThat(refused.getMessage())
        .contains("Not allowed to use the bookkeeping")
        .contains("State: nothing was changed.")
        .contains(
            "Next: run as the role that owns it (role(String)). To create it a role"
                + " needs CREATE on");
  }

  @Test
  void noPrivilegeOnTheBookkeeping() {
    try (Postcar postcar = folder.on(database.dataSource())) {
      postcar.migrate();
    }
    assertThat(refused(limited()).getMessage()).contains("permission denied for schema _postcar");
  }

  @Test
  void damagedBookkeeping() {
    try (Postcar postcar = folder.on(database.dataSource())) {
      postcar.migrate();
    }
    database.execute("alter table _postcar.migration drop column checksum");
    assertThat(refused(database.dataSource()).getMessage()).contains("is damaged");
    database.execute("delete from _postcar.version");
    assertThat(refused(database.dataSource()).getMessage()).contains("is damaged");
  }

  @Test
  void wrongPasswordAndUnknownDatabase() {
    PGSimpleDataSource source = (PGSimpleDataSource) database.dataSource();
    source.setPassword("no");
    assertThat(refused(source))
        .isInstanceOf(PostcarException.Connection.class)
        .hasMessageContaining("password authentication failed");
    PGSimpleDataSource other = (PGSimpleDataSource) database.dataSource();
    other.setDatabaseName("not_there");
    assertThat(refused(other)).hasMessageContaining("does not exist");
  }

  @Test
  void tooManyConnectionsIsWaitedForWhenAsked() throws Exception {
    database.execute("alter role " + role + " connection limit 1");
    grantAll();
    var only = limited().getConnection();
    assertThat(refused(limited()))
        .isInstanceOf(PostcarException.Connection.class)
        .hasMessageContaining("too many connections")
        .hasMessageContaining("waitForDb(Duration)");
    CompletableFuture<Void> release =
        CompletableFuture.runAsync(
            () -> {
              Recovery.sleep(700);
              try {
                only.close();
              } catch (java.sql.SQLException e) {
                throw new IllegalStateException(e);
              }
            });
    Properties properties = new Properties();
    properties.setProperty("user", role);
    properties.setProperty("password", "pw");
    try (Postcar postcar =
        Postcar.on(
                "jdbc:postgresql://" + server.host() + ":" + server.port() + "/" + database.name(),
                properties,
                Duration.ofSeconds(10))
            .packages("app")
            .sources(directory)) {
      assertThat(postcar.migrate().applied()).hasSize(1);
    }
    release.join();
  }

  @Test
  void aWrongPasswordIsNeverWaitedFor() {
    Properties properties = new Properties();
    properties.setProperty("user", role);
    properties.setProperty("password", "wrong");
    long begun = System.nanoTime();
    try (Postcar postcar =
        Postcar.on(
                "jdbc:postgresql://" + server.host() + ":" + server.port() + "/" + database.name(),
                properties,
                Duration.ofSeconds(60))
            .packages("app")
            .sources(directory)) {
      assertThat(catchThrowableOfType(PostcarException.Connection.class, postcar::migrate))
          .isNotNull();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(30));
  }

  @Test
  void databasesOfOtherEncodings() throws SQLException {
    for (String encoding : new String[] {"LATIN1", "SQL_ASCII"}) {
      String name = "enc_" + encoding.toLowerCase(java.util.Locale.ROOT) + "_" + database.name();
      server.execute(
          "create database "
              + name
              + " template template0 encoding '"
              + encoding
              + "' lc_collate 'C' lc_ctype 'C'");
      try {
        PGSimpleDataSource source = (PGSimpleDataSource) database.dataSource();
        source.setDatabaseName(name);
        try (Postcar postcar = folder.on(source)) {
          assertThat(postcar.migrate().applied()).hasSize(1);
        }
        try (Connection connection = source.getConnection()) {
          assertThat(CatalogSnapshot.of(connection, Set.of("_postcar")).objects())
              .containsKey("table public.a");
        }
      } finally {
        server.execute("drop database " + name + " with (force)");
      }
    }
  }

  @Test
  void textThatTheEncodingCannotHoldIsToldAndNothingIsLeft() {
    String name = "enc_text_" + database.name();
    server.execute(
        "create database "
            + name
            + " template template0 encoding 'LATIN1' lc_collate 'C' lc_ctype 'C'");
    try {
      folder.sql("M0002_B", "create table b (); comment on table b is '日本'", null);
      PGSimpleDataSource source = (PGSimpleDataSource) database.dataSource();
      source.setDatabaseName(name);
      try (Postcar postcar = folder.on(source)) {
        PostcarException failed = catchThrowableOfType(PostcarException.class, postcar::migrate);
        assertThat(failed.getMessage())
            .startsWith("app.M0002_B failed: character with byte sequence 0xe6 0x97 0xa5")
            .contains("    create table b (); comment on table b is '日本'\n")
            .contains(
                "State: M0002_B was rolled back completely. 1 earlier migration stays applied.");
        assertThat(postcar.status().pending()).isEqualTo(1);
        assertThat(
                catchThrowableOfType(
                        PostcarException.class,
                        () -> postcar.migrate(Target.usual().singleTransaction()))
                    .getMessage())
            .startsWith("app.M0002_B failed: character with byte sequence");
      }
    } finally {
      server.execute("drop database " + name + " with (force)");
    }
  }

  @Test
  void tenMegabytesOfSqlInOneMigration() {
    folder.source(
        "M0002_Big",
        "public class M0002_Big extends Migration { public String forward() { return \"create table"
            + " big (t text);\" + (\"insert into big values ('\" + \"x\".repeat(1000) +"
            + " \"');\\n\").repeat(10000); } }");
    try (Postcar postcar = folder.on(database.dataSource())) {
      assertThat(postcar.migrate().applied()).hasSize(2);
    }
    assertThat(database.value("select count(*) from big")).isEqualTo("10000");
  }

  private void grantAll() {
    database.execute("grant create on database " + database.name() + " to " + role);
    database.execute("grant all on schema public to " + role);
  }

  private PGSimpleDataSource limited() {
    PGSimpleDataSource source = (PGSimpleDataSource) database.dataSource();
    source.setUser(role);
    source.setPassword("pw");
    return source;
  }

  private PostcarException refused(javax.sql.DataSource source) {
    try (Postcar postcar = folder.on(source)) {
      return catchThrowableOfType(PostcarException.class, postcar::migrate);
    }
  }
}

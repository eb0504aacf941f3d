package dev.postcar.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.Event;
import dev.postcar.Postcar;
import dev.postcar.Target;
import dev.postcar.result.MigrateResult;
import dev.postcar.testing.MigrationFolder;
import dev.postcar.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** The connection is lost while views are changed. */
final class LostViewsTest {

  @TempDir Path directory;
  private final TestDatabase database = new TestDatabase();
  private final FaultProxy proxy =
      new FaultProxy(database.server().host(), database.server().port());
  private final List<Event> events = new ArrayList<>();
  private MigrationFolder folder;

  @BeforeEach
  void write() {
    folder = new MigrationFolder(directory);
  }

  @AfterEach
  void close() {
    proxy.close();
    database.close();
  }

  private Postcar postcar() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl("jdbc:postgresql://127.0.0.1:" + proxy.port() + "/" + database.name());
    source.setUser(database.server().user());
    source.setPassword(database.server().password());
    return folder.on(source).settling(Duration.ofSeconds(20)).reporter(events::add);
  }

  @Test
  void aLostCommitOfASingleTransactionThatEndsWithViewsIsFound() {
    folder
        .sql("M0001_A", "create table a (id int)", null)
        .sql("M0002_B", "create table b ()", null)
        .view("V", "", "create view v as select id from a", "drop view v");
    proxy.cutDownWhenUpContains("commit\0");
    try (Postcar postcar = postcar()) {
      MigrateResult result = postcar.migrate(Target.usual().singleTransaction());
      assertThat(result.applied()).hasSize(2);
      assertThat(result.views()).hasSize(1);
      assertThat(result.pending()).isZero();
    }
  }

  @Test
  void
      viewsThatComeBackWithAnUndoneMigrationOutsideATransactionComeBackThoughTheConnectionIsLost() {
    folder
        .sql("M0001_A", "create table a (id int)", "drop table a")
        .view(
            "V",
            "@Until(M0002_B.class)",
            "create view v as select id from a -- again",
            "drop view v");
    folder.outside("M0002_B", "vacuum a", "vacuum a");
    folder
        .delete("M0002_B")
        .view("V", "", "create view v as select id from a -- again", "drop view v");
    try (Postcar postcar = postcar()) {
      postcar.migrate();
    }
    folder
        .outside("M0002_B", "vacuum a", "vacuum a")
        .view(
            "V",
            "@Until(M0002_B.class)",
            "create view v as select id from a -- again",
            "drop view v");
    try (Postcar postcar = postcar()) {
      postcar.migrate();
    }
    assertThat(database.hasRelation("v")).isFalse();
    database.execute("create sequence fuse");
    folder.view(
        "V",
        "@Until(M0002_B.class)",
        "create view v as select id from a; select pg_terminate_backend(pg_backend_pid()) where nextval('fuse') = 1",
        "drop view v");
    try (Postcar postcar = postcar()) {
      assertThat(postcar.rollback(Target.usual()).rolledBack()).hasSize(1);
    }
    assertThat(database.hasRelation("a")).isTrue();
    assertThat(database.hasRelation("v")).isTrue();
  }

  @Test
  void
      aViewBesideAMigrationOutsideATransactionKeepsItsGrantsAndComesBackThoughTheConnectionIsLost() {
    folder
        .sql("M0001_A", "create table a (id int)", "drop table a")
        .view("V", "", "create view v as select id from a", "drop view v")
        .view("W", "@Uses(V.class)", "create view w as select id from v", "drop view w");
    try (Postcar postcar = postcar()) {
      postcar.migrate();
    }
    database.execute("grant select on w to public");
    folder
        .outside("M0002_B", "vacuum a", "vacuum a")
        .view("V", "@Until(M0002_B.class)", "create view v as select id from a", "drop view v")
        .view(
            "W",
            "",
            "create view w as select id from a; select pg_terminate_backend(pg_backend_pid()) where nextval('fuse') = 1",
            "drop view w");
    database.execute("create sequence fuse");
    try (Postcar postcar = postcar()) {
      assertThat(postcar.migrate().views().toString())
          .contains("app.V, outcome=DROPPED")
          .contains("app.W, outcome=CREATED");
    }
    assertThat(database.hasRelation("v")).isFalse();
    assertThat(database.hasRelation("w")).isTrue();
    assertThat(database.value("select relacl::text from pg_class where relname = 'w'"))
        .contains("=r/");
  }
}

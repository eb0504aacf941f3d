package dev.postcar.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.Target;
import dev.postcar.result.MigrateResult;
import dev.postcar.testing.MigrationFolder;
import dev.postcar.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One transaction for all stays one, whatever is in it. */
final class SingleTransactionTest {

  private static final Target SINGLE = Target.usual().singleTransaction();
  private static final Target DRY = Target.usual().dryRun();

  @TempDir Path directory;
  @TempDir Path deferred;
  private final TestDatabase database = new TestDatabase();
  private MigrationFolder folder;

  @BeforeEach
  void code() {
    folder =
        new MigrationFolder(directory)
            .source(
                "M0001_Code",
                "public class M0001_Code extends CodeMigration {"
                    + " public void forward(Context c) throws Exception {"
                    + " try (Statement s = c.connection().createStatement()) {"
                    + " s.execute(\"create table coded (cleaned boolean)\"); } }"
                    + " public void cleanup(Context c) { c.say(\"cleaned up\"); } }")
            .sql("M0002_Sql", "create table plain ()", null);
  }

  @AfterEach
  void drop() {
    database.close();
  }

  @Test
  void aDryRunOfCodeLeavesNothing() {
    try (Postcar postcar = folder.on(database.dataSource())) {
      MigrateResult result = postcar.migrate(DRY);
      assertThat(result.applied()).hasSize(2);
      assertThat(result.pending()).isEqualTo(2);
    }
    assertThat(nothingIsThere()).isTrue();
  }

  @Test
  void codeBeforeAFailureIsRolledBackWithIt() {
    folder.sql("M0002_Sql", "select 1 / 0", null);
    try (Postcar postcar = folder.on(database.dataSource())) {
      PostcarException.MigrationFailed failed =
          catchThrowableOfType(
              PostcarException.MigrationFailed.class, () -> postcar.migrate(SINGLE));
      assertThat(failed.getMessage())
          .contains("everything ran in one transaction, which was rolled back");
    }
    assertThat(database.hasRelation("coded")).isFalse();
    folder.sql("M0002_Sql", "create table plain ()", null);
    try (Postcar postcar = folder.on(database.dataSource())) {
      assertThat(postcar.migrate(SINGLE).applied()).hasSize(2);
    }
    assertThat(database.hasRelation("coded")).isTrue();
  }

  @Test
  void aMigrationThatReleasesTheRunnersLockChangesNothingOfThat() {
    folder.sql("M0002_Sql", "create table plain (); select pg_advisory_unlock_all()", null);
    String role = "single_" + database.name();
    database.server().execute("create role " + role);
    database.execute("grant create on database " + database.name() + " to " + role);
    database.execute("grant all on schema public to " + role);
    try {
      for (String as : new String[] {null, role}) {
        try (Postcar postcar = folder.on(database.dataSource()).role(as)) {
          assertThat(postcar.migrate(DRY).applied()).hasSize(2);
        }
        assertThat(nothingIsThere()).as("dry run, role %s", as).isTrue();
      }
      try (Postcar postcar = folder.on(database.dataSource()).role(role)) {
        assertThat(postcar.migrate(SINGLE).applied()).hasSize(2);
        assertThat(postcar.status().pending()).isZero();
      }
      assertThat(database.hasRelation("plain")).isTrue();
    } finally {
      database.execute("drop owned by " + role + " cascade");
      database.server().execute("drop role " + role);
    }
  }

  @Test
  void theTimeLimitsHoldForEachOfThem() throws Exception {
    database.execute("create table busy ()");
    folder.sql("M0002_Sql", "lock table busy", null);
    try (Connection other = database.connect();
        Statement statement = other.createStatement();
        Postcar postcar = folder.on(database.dataSource()).lockTimeout(Duration.ofMillis(300))) {
      other.setAutoCommit(false);
      statement.execute("lock table busy");
      PostcarException.MigrationFailed failed =
          catchThrowableOfType(
              PostcarException.MigrationFailed.class, () -> postcar.migrate(SINGLE));
      assertThat(failed.getMessage()).contains("M0002_Sql failed").contains("55P03");
      other.rollback();
    }
    assertThat(database.hasRelation("coded")).isFalse();
  }

  @Test
  void aDeferredConstraintFailsInTheMigrationThatViolatesIt() {
    folder =
        new MigrationFolder(deferred)
            .sql(
                "M0001_Make",
                "create table parent (id int primary key); create table child (id int references"
                    + " parent deferrable initially deferred)",
                null)
            .sql("M0002_Violate", "insert into child values (7)", null)
            .sql("M0003_After", "create table after_it ()", null);
    for (Target target : List.of(SINGLE, Target.usual())) {
      try (Postcar postcar = folder.on(database.dataSource())) {
        PostcarException.MigrationFailed failed =
            catchThrowableOfType(
                PostcarException.MigrationFailed.class, () -> postcar.migrate(target));
        assertThat(failed.getMessage()).contains("M0002_Violate failed").contains("23503");
      }
    }
  }

  private boolean nothingIsThere() {
    return database
        .value(
            "select not exists (select from pg_namespace where nspname = '_postcar')"
                + " and to_regclass('coded') is null and to_regclass('plain') is null")
        .equals("t");
  }

  @Test
  void theAdviceForANewEnumValueNamesTheModeAndNoSplitThatIsThere() {
    folder
        .sql("M0003_Enum", "create type e as enum ('a'); create table t (e e)", null)
        .sql("M0004_Value", "alter type e add value 'b'", null)
        .sql("M0005_Use", "insert into t values ('b')", null);
    // A value of a type that the same transaction makes can be used at once.
    try (Postcar postcar = folder.on(database.dataSource())) {
      postcar.migrate(Target.to("M0003"));
    }
    assertThat(advice(SINGLE))
        .contains("without Target.singleTransaction()")
        .doesNotContain("split");
    assertThat(advice(DRY)).contains("a dry run is one transaction").doesNotContain("split");
    folder
        .delete("M0005_Use")
        .sql("M0004_Value", "alter type e add value 'b'; insert into t values ('b')", null);
    assertThat(advice(SINGLE))
        .contains("split it into two migrations", "without Target.singleTransaction()");
    assertThat(advice(Target.usual()))
        .contains("split it into two migrations")
        .doesNotContain("singleTransaction");
  }

  @Test
  void theAdviceForWhatCannotRunInATransactionNamesTheModeToo() {
    folder.sql("M0003_Vacuum", "vacuum pg_class", null);
    assertThat(advice(SINGLE)).contains("@NonTransactional", "without Target.singleTransaction()");
    assertThat(advice(DRY)).contains("@NonTransactional", "a dry run is one transaction");
    assertThat(advice(Target.usual()))
        .contains("@NonTransactional")
        .doesNotContain("singleTransaction");
  }

  private String advice(Target target) {
    try (Postcar postcar = folder.on(database.dataSource())) {
      return catchThrowableOfType(
              PostcarException.MigrationFailed.class, () -> postcar.migrate(target))
          .getMessage();
    }
  }
}

package dev.postcar.internal.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postcar.Dump;
import dev.postcar.Event;
import dev.postcar.MigrationState;
import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.Target;
import dev.postcar.result.MigrationResult;
import dev.postcar.testing.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * After a restore the bookkeeping is the dump's, upgraded, or a new one; migrate goes on from it.
 */
final class RestoreBookkeepingTest {

  @TempDir Path directory;
  private final TestDatabase database = new TestDatabase();
  private final List<Event> events = new ArrayList<>();
  private final Postcar postcar =
      Postcar.on(database.dataSource()).packages("fixtures.shelf").reporter(events::add);

  @AfterEach
  void close() {
    postcar.close();
    database.close();
  }

  @Test
  void aDumpWithoutBookkeepingGetsOne() throws IOException {
    postcar.restore(write("create table book ();"));
    assertThat(database.value("select generation from _postcar.version")).isEqualTo("1");
    assertThat(
            database.rows(
                "select operation, outcome, message, duration_ms >= 0 from _postcar.event"))
        .containsExactly("restore|restored|dump.sql: 1 statements, 0 rows|t");
    assertThat(postcar.migrate().applied()).hasSize(2);
  }

  @Test
  void anOlderBookkeepingInTheDumpIsUpgradedAndMigrateGoesOnFromIt() throws IOException {
    postcar.restore(
        write(bookkeeping01() + "create table shelf (id bigint primary key, name text not null);"));
    assertThat(postcar.status().migrations())
        .extracting(info -> info.state())
        .containsExactly(MigrationState.APPLIED, MigrationState.PENDING);
    assertThat(database.rows("select operation from _postcar.event")).containsExactly("restore");
    assertThat(events).contains(upgraded("0.1"));
    assertThat(postcar.migrate().applied())
        .extracting(MigrationResult::id)
        .containsExactly("fixtures.shelf.M0002_Board");
    assertThat(postcar.rollback(Target.steps(2)).rolledBack()).hasSize(2);
  }

  @Test
  void aNewerBookkeepingInTheDumpIsRefusedAndNothingStays() throws IOException {
    Path dump = write(bookkeeping01() + "update _postcar.version set minor = 99;");
    assertThatThrownBy(() -> postcar.restore(dump))
        .isInstanceOf(PostcarException.Refusal.class)
        .hasMessageContaining("newer postcar");
    assertThat(database.hasRelation("_postcar.version")).isFalse();
  }

  @Test
  void migrateRestoresFirstWhereTheDatabaseIsEmpty() throws IOException {
    postcar.restoreFirst(
        Dump.of(
            write(
                bookkeeping01()
                    + "create table shelf (id bigint primary key, name text not null);")));
    assertThatThrownBy(() -> postcar.migrate(Target.usual().dryRun()))
        .isInstanceOf(PostcarException.Refusal.class)
        .hasMessageContaining("a dry run keeps nothing");
    postcar.planMigrate(Target.usual());
    assertThat(events)
        .filteredOn(Event.Warning.class::isInstance)
        .last()
        .extracting(warning -> ((Event.Warning) warning).text())
        .asString()
        .contains("dump.sql");
    assertThat(database.hasRelation("shelf")).isFalse();
    assertThat(postcar.migrate().applied())
        .extracting(MigrationResult::id)
        .containsExactly("fixtures.shelf.M0002_Board");
    assertThat(events).anyMatch(Event.Restored.class::isInstance);
    assertThat(postcar.migrate().applied()).isEmpty();
    assertThat(database.rows("select operation from _postcar.event order by id"))
        .containsExactly("restore", "migrate");
    assertThat(
            database.value(
                "select count(*) from pg_locks where locktype = 'advisory' and database ="
                    + " (select oid from pg_database where datname = current_database())"))
        .isEqualTo("0");
  }

  @Test
  void migrateRestoresNothingIntoADatabaseThatHasSomething() throws IOException {
    database.execute("create table already ()");
    postcar.restoreFirst(Dump.of(directory.resolve("not-there.sql")));
    assertThat(postcar.migrate().applied()).hasSize(2);
    assertThat(postcar.migrate().applied()).isEmpty();
  }

  private static Event upgraded(String from) {
    return new Event.BookkeepingUpgraded(
        "_postcar", from, dev.postcar.internal.history.HistorySchema.CURRENT.toString());
  }

  private static String bookkeeping01() throws IOException {
    try (InputStream in =
        Postcar.class.getResourceAsStream("/dev/postcar/internal/history/bookkeeping-0.1.sql")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .replace("{namespace}", "_postcar")
          + """
          copy _postcar.migration (package, name, sequence, state, checksum, forward_sql, rollback_sql, postcar_version, attempt) from stdin;
          fixtures.shelf\tM0001_Shelf\t1\tapplied\t%s\tx\tdrop table shelf\t0.1.0\t8a2e7b3c-0000-4000-8000-000000000001
          \\.
          """
              .formatted(
                  dev.postcar.internal.source.Checksum.of(
                      new fixtures.shelf.M0001_Shelf().forward()));
    }
  }

  private Path write(String sql) throws IOException {
    return Files.writeString(directory.resolve("dump.sql"), sql);
  }
}

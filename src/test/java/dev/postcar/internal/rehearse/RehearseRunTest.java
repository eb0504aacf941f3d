package dev.postcar.internal.rehearse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postcar.PostcarException;
import dev.postcar.internal.config.Setting;
import dev.postcar.result.RehearseResult;
import dev.postcar.result.RehearseResult.Attempt;
import dev.postcar.result.RehearseResult.BrokenStatement;
import dev.postcar.result.RehearseResult.HeldLock;
import dev.postcar.result.RehearseResult.RehearsedStatement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Migrations on 50,000 rows under traffic: who waits, for what. */
final class RehearseRunTest {

  @TempDir Path directory;
  private final RehearseFixture fixture = new RehearseFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  private static RehearsedStatement statement(RehearseResult result, int number) {
    return result.migrations().get(0).statements().get(number - 1);
  }

  @Test
  void anIndexMakesWritersWaitAndReadersNot() {
    RehearseResult result = fixture.rehearse("create index on book (slowly(title));");
    RehearsedStatement index = statement(result, 1);
    assertThat(index.traffic().writers().maxWaitMs()).isGreaterThan(100);
    assertThat(index.traffic().writers().maxMicros()).isGreaterThan(100_000);
    assertThat(index.traffic().readers().count()).isPositive();
    assertThat(index.traffic().readers().maxWaitMs()).isZero();
    assertThat(index.peakQueue()).isPositive();
    assertThat(index.locks())
        .filteredOn(lock -> lock.relation().equals("book"))
        .extracting(HeldLock::mode)
        .containsExactly("ShareLock");
    assertThat(index.locks().get(0).heldMs()).isGreaterThan(100);
    assertThat(index.queues())
        .anySatisfy(
            queue -> {
              assertThat(queue.object()).isEqualTo("book");
              assertThat(queue.holder()).isEqualTo("the migration");
              assertThat(queue.head()).contains("book, RowExclusiveLock");
            });
    assertThat(index.walBytes()).isPositive();
    assertThat(result.before().writers().count()).isGreaterThan(10);
    assertThat(result.before().maxWaitMs()).isZero();
    assertThat(result.after().writers().count()).isGreaterThan(10);
    assertThat(result.broken()).isEmpty();
    assertThatThrownBy(() -> result.orFindings(Duration.ofMillis(50)))
        .isInstanceOf(PostcarException.Findings.class)
        .hasMessageContaining("the limit is 50 ms");
    assertThat(result.orFindings(Duration.ofMinutes(10))).isSameAs(result);
  }

  @Test
  void builtConcurrentlyItMakesNobodyWait() {
    RehearseResult result =
        fixture.rehearse("create index concurrently book_title on book (slowly(title));");
    RehearsedStatement index = statement(result, 1);
    assertThat(index.traffic().writers().count()).isPositive();
    assertThat(index.maxWaitMs()).isZero();
    assertThat(index.peakQueue()).isZero();
    assertThat(index.locks()).extracting(HeldLock::mode).containsOnly("ShareUpdateExclusiveLock");
    assertThat(
            fixture
                .database()
                .value("select indisvalid from pg_index where indexrelid = 'book_title'::regclass"))
        .isEqualTo("t");
  }

  @Test
  void aForeignKeyMakesTheWritersOfBothTablesWait() {
    RehearseResult result =
        fixture.rehearse(
            """
            alter table sale add foreign key (book) references book;
            select pg_sleep(0.5);
            """);
    assertThat(statement(result, 1).locks())
        .extracting(HeldLock::relation, HeldLock::mode)
        .contains(
            org.assertj.core.groups.Tuple.tuple("book", "ShareRowExclusiveLock"),
            org.assertj.core.groups.Tuple.tuple("sale", "ShareRowExclusiveLock"));
    // The lock is that of the first statement; the time passes in the second.
    assertThat(statement(result, 1).locks().get(0).heldMs()).isGreaterThanOrEqualTo(400);
    assertThat(statement(result, 2).locks()).isEmpty();
    assertThat(statement(result, 2).traffic().writers().maxWaitMs()).isGreaterThan(100);
    assertThat(statement(result, 2).traffic().readers().maxWaitMs()).isZero();
  }

  @Test
  void aVolatileDefaultMakesAllWait() {
    RehearseResult result =
        fixture.rehearse(
            """
            alter table book add column token uuid default gen_random_uuid();
            select pg_sleep(0.5);
            """);
    RehearsedStatement after = statement(result, 2);
    assertThat(after.traffic().readers().maxWaitMs()).isGreaterThan(100);
    assertThat(after.traffic().writers().maxWaitMs()).isGreaterThan(100);
    assertThat(statement(result, 1).locks())
        .extracting(HeldLock::mode)
        .contains("AccessExclusiveLock");
  }

  @Test
  void aLockTimeoutIsTriedAgainAndShown() {
    RehearseResult result =
        fixture
            .with(Setting.LOCK_TIMEOUT, Duration.ofMillis(100))
            .rehearse("alter table book add column isbn text;", List.of("book"));
    RehearseResult.RehearsedMigration migration = result.migrations().get(0);
    assertThat(migration.failure()).isNull();
    assertThat(migration.retries()).isNotEmpty();
    assertThat(migration.retries()).extracting(Attempt::sqlState).containsOnly("55P03");
    assertThat(migration.statements().get(0).queues())
        .anySatisfy(queue -> assertThat(queue.holder()).startsWith("slow reader"));
    assertThat(fixture.database().hasRelation("book")).isTrue();
  }

  @Test
  void whatNeverGetsItsLockIsAFinding() {
    RehearseResult result =
        fixture
            .with(Setting.LOCK_TIMEOUT, Duration.ofMillis(50))
            .with(Setting.RETRIES, 0)
            .rehearse("alter table book add column isbn text;", List.of("book"));
    assertThat(result.migrations().get(0).failure()).contains("55P03");
    assertThatThrownBy(() -> result.orFindings(null))
        .isInstanceOf(PostcarException.Findings.class)
        .hasMessageContaining("was not applied under this load");
  }

  @Test
  void aDeadlockIsFoundThatAQuietRunMisses() throws Exception {
    Files.writeString(
        directory.resolve("sale.sql"),
        """
        \\set id random(1, 10)
        begin;
        update book set title = title || 'x' where id = :id;
        \\sleep 300 ms
        update sale set amount = amount + 1 where id = :id;
        commit;
        """);
    RehearseResult result =
        fixture
            .scripts(directory, 12)
            .rehearse("lock table sale; select pg_sleep(0.5); lock table book;");
    long victims = result.timeline().stream().filter(one -> "40P01".equals(one.sqlState())).count();
    List<Attempt> attempts =
        result.migrations().get(0).retries().stream()
            .filter(one -> one.sqlState().equals("40P01"))
            .toList();
    assertThat(victims + attempts.size()).isPositive();
    long counted =
        result.migrations().get(0).statements().stream()
            .mapToLong(one -> one.traffic().deadlocked())
            .max()
            .orElse(0);
    assertThat(victims == 0 || counted > 0).isTrue();
  }

  @Test
  void oldCodeThatBreaksIsTheFinding() {
    RehearseResult result =
        fixture.rehearse("alter table book rename column title to name;", List.of("book"));
    assertThat(result.broken())
        .extracting(BrokenStatement::traffic)
        .contains("read book", "update book");
    assertThat(result.broken())
        .allSatisfy(
            one -> {
              assertThat(one.error()).contains("title");
              assertThat(one.migration()).isEqualTo("app.M0001_Rehearsed");
            });
    assertThat(result.after().failed()).isPositive();
  }

  @Test
  void trafficReallyChangesRowsAndLeavesAsMany() {
    String before =
        fixture.database().value("select md5(string_agg(title, ',' order by id)) from book");
    RehearseResult result = fixture.rehearse("select 1;", List.of("book"));
    assertThat(result.timeline())
        .extracting(RehearseResult.Transaction::kind)
        .contains("read book", "update book", "insert and delete book", "slow reader of book");
    assertThat(result.timeline()).filteredOn(one -> one.sqlState() != null).isEmpty();
    assertThat(fixture.database().value("select md5(string_agg(title, ',' order by id)) from book"))
        .isNotEqualTo(before);
    assertThat(fixture.database().value("select count(*) from book")).isEqualTo("50000");
  }

  @Test
  void aMigrationThatFailsByItselfIsAFailure() {
    assertThatThrownBy(() -> fixture.rehearse("select 1; select nothing from book;"))
        .isInstanceOf(PostcarException.MigrationFailed.class)
        .hasMessageContaining("nothing");
  }
}

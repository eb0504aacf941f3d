package dev.postcar.internal.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postcar.Dump;
import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.testing.TestDatabase;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A restore that is killed, interrupted, or cut off leaves nothing; a long one takes no memory. */
final class RestoreEndsTest {

  private static final String OTHERS =
      "select count(*) from pg_stat_activity where datname = current_database()"
          + " and pid <> pg_backend_pid()";

  @TempDir Path directory;
  private final TestDatabase database = new TestDatabase();

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void manyMegabytesStreamThroughLittleMemory() throws Exception {
    Path dump = directory.resolve("big.sql.gz");
    String filling = "x".repeat(1_000);
    try (Writer out =
        new BufferedWriter(
            new OutputStreamWriter(
                new GZIPOutputStream(Files.newOutputStream(dump)), StandardCharsets.UTF_8))) {
      out.write("create table t (id int, a text);\ncopy t from stdin;\n");
      for (int i = 0; i < 60_000; i++) {
        out.write(i + "\t" + filling + "\n");
      }
      out.write("60000\t");
      for (int i = 0; i < 20_000; i++) {
        out.write(filling);
      }
      out.write("\n\\.\n");
      for (int i = 0; i < 20_000; i++) {
        out.write("insert into t values (" + i + ", '" + filling + "');\n");
      }
    }
    Process child = RestoringChild.start(database.url(), dump, "-Xmx24m");
    String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(child.waitFor()).as(said).isZero();
    assertThat(said.strip()).isEqualTo("80001");
    assertThat(database.value("select sum(length(a)) from t")).isEqualTo("100000000");
  }

  @Test
  void whatIsKilledInTheMiddleIsRolledBack() throws Exception {
    Path dump =
        Files.writeString(
            directory.resolve("slow.sql"),
            "create table t (id int);\nselect pg_sleep(30);\n".replace(";\n", ";\n\n"));
    Process child = RestoringChild.start(database.url(), dump);
    await(
        "select count(*) from pg_stat_activity where query like '%pg_sleep(30)%'"
            + " and datname = current_database() and pid <> pg_backend_pid()",
        "1");
    child.destroyForcibly().waitFor();
    await(OTHERS, "0");
    assertThat(database.hasRelation("t")).isFalse();
    assertThat(database.hasRelation("_postcar.version")).isFalse();
  }

  @Test
  void anInterruptionEndsTheStatementOrTheCommandThatIsWaitedFor() throws Exception {
    Path slow = Files.writeString(directory.resolve("slow.sql"), "select pg_sleep(30)");
    interrupts(
        Dump.of(slow),
        "select count(*) from pg_stat_activity where query like"
            + " '%pg_sleep(30)%' and datname = current_database() and pid <> pg_backend_pid()");
    interrupts(
        Dump.through(null, "sh -c 'echo \"create table t (); select 1;\"; exec sleep 30'"),
        "select count(*) from pg_stat_activity where state = 'idle in transaction' and"
            + " datname = current_database()");
    assertThat(database.hasRelation("t")).isFalse();
  }

  @Test
  void anInterruptionEndsTheWaitForADumpThatGivesNothing() throws Exception {
    String waits =
        "select count(*) from pg_stat_activity where state = 'idle in transaction' and"
            + " datname = current_database()";
    interrupts(Dump.through(null, "sh -c 'exec sleep 30'"), waits);
    Path pipe = directory.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    interrupts(Dump.of(pipe), waits);
    Process writer = new ProcessBuilder("sh", "-c", "exec sleep 30 > " + pipe).start();
    try {
      interrupts(Dump.of(pipe), waits);
    } finally {
      writer.destroyForcibly().waitFor();
    }
  }

  private void interrupts(Dump dump, String underWay) throws Exception {
    long begun = System.nanoTime();
    try (Postcar postcar = Postcar.on(database.dataSource())) {
      CompletableFuture<?> restoring = CompletableFuture.runAsync(() -> postcar.restore(dump));
      await(underWay, "1");
      assertThat(postcar.interrupt(15)).isTrue();
      assertThatThrownBy(restoring::join)
          .hasCauseInstanceOf(PostcarException.Interrupted.class)
          .hasMessageContaining("the restore was rolled back");
    }
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
  }

  @Test
  void aConnectionThatIsLostLeavesNothing() throws IOException {
    Path dump =
        Files.writeString(
            directory.resolve("lost.sql"),
            "create table t ();\nselect pg_terminate_backend(pg_backend_pid());\n");
    try (Postcar postcar = Postcar.on(database.dataSource())) {
      assertThatThrownBy(() -> postcar.restore(dump))
          .isInstanceOf(PostcarException.Connection.class)
          .hasMessageContaining(
              "State: the restore was rolled back; the database is as empty as before.");
    }
    assertThat(database.hasRelation("t")).isFalse();
  }

  @Test
  void ofTwoRestoresOneIsRefused() throws Exception {
    Path dump =
        Files.writeString(
            directory.resolve("slow.sql"), "create table t ();\nselect pg_sleep(0.3);\n");
    try (Postcar one = Postcar.on(database.dataSource());
        Postcar other = Postcar.on(database.dataSource())) {
      CompletableFuture<?> first = CompletableFuture.runAsync(() -> one.restore(dump));
      CompletableFuture<?> second = CompletableFuture.runAsync(() -> other.restore(dump));
      CompletableFuture.allOf(first, second).handle((done, failure) -> null).join();
      assertThat(first.isCompletedExceptionally()).isNotEqualTo(second.isCompletedExceptionally());
      assertThatThrownBy(() -> (first.isCompletedExceptionally() ? first : second).join())
          .hasCauseInstanceOf(PostcarException.Refusal.class)
          .hasMessageContaining("is not empty");
    }
    assertThat(database.value("select count(*) from _postcar.event")).isEqualTo("1");
  }

  private void await(String query, String wanted) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!database.value(query).equals(wanted)) {
      assertThat(System.nanoTime()).as(query).isLessThan(deadline);
      Thread.sleep(20);
    }
  }
}

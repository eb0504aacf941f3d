package dev.postcar.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postcar.Dump;
import dev.postcar.Event;
import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** The connection is lost while a restore commits, or before. */
final class RestoreCommitTest {

  private static final String COMMIT = "commit\0";

  @TempDir Path directory;
  private final TestDatabase database = new TestDatabase();
  private final FaultProxy proxy =
      new FaultProxy(database.server().host(), database.server().port());
  private final List<Event> events = new ArrayList<>();

  @AfterEach
  void close() {
    proxy.close();
    database.close();
  }

  @Test
  void aCommitWhoseAnswerIsLostIsFoundByTheBookkeeping() throws IOException {
    proxy.cutDownWhenUpContains(COMMIT);
    try (Postcar postcar = postcar()) {
      assertThat(postcar.restore(dump()).rows()).isEqualTo(2);
    }
    isWarned("the restore had been committed");
    assertThat(database.value("select count(*) from book")).isEqualTo("2");
    assertThat(database.value("select count(*) from _postcar.event")).isEqualTo("1");
  }

  private void isWarned(String text) {
    assertThat(events)
        .anyMatch(event -> event instanceof Event.Warning warning && warning.text().contains(text));
  }

  @Test
  void aCommitThatNeverArrivedIsNotFoundInABookkeepingThatAnotherRunnerMade() throws IOException {
    proxy.cutUpWhenItContains(COMMIT);
    try (Postcar postcar = postcar();
        Postcar other = Postcar.on(database.dataSource()).packages("fixtures.shelf")) {
      postcar.reporter(
          event -> {
            if (event instanceof Event.Warning lost && lost.text().contains("connecting again")) {
              other.migrate();
            }
          });
      Path dump = dump();
      assertThatThrownBy(() -> postcar.restore(dump))
          .isInstanceOf(PostcarException.Connection.class)
          .hasMessageContaining("State: the restore was rolled back");
    }
    assertThat(database.hasRelation("book")).isFalse();
    assertThat(database.hasRelation("shelf")).isTrue();
  }

  @Test
  void aConnectionThatIsLostRightAfterTheCommitLosesNothing() throws IOException {
    // The look at what the restore has made.
    proxy.cutUpWhenItContains("row_security = off;\nselect exists");
    try (Postcar postcar = postcar()) {
      assertThat(postcar.restore(dump()).rows()).isEqualTo(2);
    }
    isWarned("connecting again");
    assertThat(database.value("select count(*) from book")).isEqualTo("2");
  }

  @Test
  void migrateGoesOnBehindARestoreWhoseAnswerWasLost() throws IOException {
    proxy.cutDownWhenUpContains(COMMIT);
    try (Postcar postcar = postcar()) {
      postcar.packages("fixtures.shelf").restoreFirst(Dump.of(dump()));
      assertThat(postcar.migrate().applied()).hasSize(2);
    }
    assertThat(database.value("select count(*) from book")).isEqualTo("2");
  }

  @Test
  void whereTheServerStaysAwayThatIsSaid() throws IOException {
    proxy.cutDownWhenUpContains(COMMIT);
    proxy.refuseAfterCut(true);
    try (Postcar postcar = postcar()) {
      Path dump = dump();
      postcar.settling(Duration.ofMillis(300));
      assertThatThrownBy(() -> postcar.restore(dump))
          .isInstanceOf(PostcarException.Connection.class)
          .hasMessageContaining("State: whether it was committed is not known");
    }
  }

  @Test
  void aConnectionThatIsCutInTheDataLeavesNothing() throws IOException {
    Path dump = directory.resolve("long.sql");
    Files.writeString(
        dump,
        "create table book (id int);\ncopy book from stdin;\n" + "1\n".repeat(500_000) + "\\.\n");
    proxy.cutUpAfter(400_000);
    try (Postcar postcar = postcar()) {
      assertThatThrownBy(() -> postcar.restore(dump))
          .isInstanceOf(PostcarException.Connection.class)
          .hasMessageContaining(
              "State: the restore was rolled back; the database is as empty as before.");
    }
    assertThat(database.hasRelation("book")).isFalse();
  }

  private Path dump() throws IOException {
    return Files.writeString(
        directory.resolve("dump.sql"),
        "create table book (id int);\ncopy book from stdin;\n1\n2\n\\.\n");
  }

  private Postcar postcar() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl("jdbc:postgresql://127.0.0.1:" + proxy.port() + "/" + database.name());
    source.setUser(database.server().user());
    source.setPassword(database.server().password());
    return Postcar.on(source).reporter(events::add);
  }
}

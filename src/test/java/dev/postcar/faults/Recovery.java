package dev.postcar.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.MigrationState;
import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.Target;
import dev.postcar.result.StatusResult.MigrationInfo;
import dev.postcar.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import org.postgresql.ds.PGSimpleDataSource;

/** What an operator does after a fault, at most, and what must be true then. */
final class Recovery {

  static final String PACKAGE = "fixtures.faults";
  static final int MIGRATIONS = 9;

  private Recovery() {}

  static Postcar postcar(TestDatabase database) {
    return Postcar.on(database.dataSource()).packages(PACKAGE).lockWait(Duration.ofSeconds(30));
  }

  /** Applies everything first where the fault is to hit a rollback. */
  static void prepare(TestDatabase database, boolean back) {
    if (back) {
      try (Postcar postcar = postcar(database)) {
        postcar.migrate();
      }
    }
  }

  /** Runs by way of a port; true if no fault kept it from its end. */
  static boolean run(TestDatabase database, int port, boolean back) {
    PGSimpleDataSource source = (PGSimpleDataSource) database.dataSource();
    source.setUrl("jdbc:postgresql://127.0.0.1:" + port + "/" + database.name());
    source.setUser(database.server().user());
    source.setPassword(database.server().password());
    try (Postcar postcar = Postcar.on(source).packages(PACKAGE).lockWait(Duration.ofSeconds(20))) {
      if (back) {
        postcar.rollback(Target.all());
      } else {
        postcar.migrate();
      }
      return true;
    } catch (PostcarException e) {
      assertThat(e.getMessage()).as("a failure is told in words").doesNotContain("Exception");
      return false;
    }
  }

  /** Brings everything to the state of an undisturbed run, and checks that it is. */
  static void recover(TestDatabase database, boolean back, List<String> undisturbed, String fault) {
    if (back) {
      back(database, fault);
    }
    forward(database, undisturbed, fault);
  }

  /** Resumes what is interrupted, then runs forward; checks every invariant. */
  static void forward(TestDatabase database, List<String> undisturbed, String fault) {
    try (Postcar postcar = postcar(database)) {
      resume(postcar);
      postcar.migrate();
      assertThat(postcar.migrate().applied()).as(fault + ": nothing is left").isEmpty();
      check(database, postcar, undisturbed, fault);
    }
  }

  /** Resumes what is interrupted, then runs back all the way; checks that nothing is left. */
  static void back(TestDatabase database, String fault) {
    try (Postcar postcar = postcar(database)) {
      resume(postcar);
      postcar.rollback(Target.all());
      assertThat(Catalog.of(database)).as(fault).isEmpty();
      assertThat(
              database.value("select count(*) from _postcar.migration where reverted_at is null"))
          .as(fault)
          .isEqualTo("0");
    }
  }

  private static void resume(Postcar postcar) {
    for (int attempt = 0; ; attempt++) {
      List<MigrationInfo> interrupted =
          postcar.status().migrations().stream()
              .filter(info -> info.state() == MigrationState.INTERRUPTED)
              .toList();
      try {
        interrupted.forEach(info -> postcar.resume(info.id()));
        return;
      } catch (PostcarException.Refusal e) {
        // A server process that lost its client may still be ending.
        if (attempt == 20) {
          throw e;
        }
        sleep(100);
      }
    }
  }

  private static void check(
      TestDatabase database, Postcar postcar, List<String> undisturbed, String fault) {
    assertThat(Catalog.of(database)).as(fault).isEqualTo(undisturbed);
    assertThat(database.rows("select name, count(*) from counter group by name order by name"))
        .as(fault + ": each migration ran once")
        .hasSize(MIGRATIONS)
        .allMatch(row -> row.endsWith("|1"));
    assertThat(postcar.status().migrations())
        .as(fault)
        .hasSize(MIGRATIONS)
        .allMatch(info -> info.state() == MigrationState.APPLIED);
    assertThat(
            database.value(
                "select count(*) from _postcar.migration where state in ('started', 'reverting')"))
        .as(fault)
        .isEqualTo("0");
    assertThat(
            database.value(
                "select count(*) from pg_locks l join pg_database d on d.oid = l.database"
                    + " where l.locktype = 'advisory' and d.datname = current_database()"))
        .as(fault + ": no lock is left")
        .isEqualTo("0");
  }

  static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}

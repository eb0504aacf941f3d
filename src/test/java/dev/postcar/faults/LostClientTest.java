package dev.postcar.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.testing.MigrationFolder;
import dev.postcar.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** The server is left alone with a statement whose client is gone. */
final class LostClientTest {

  private static final String AT_WORK =
      "select count(*) from pg_stat_activity where datname = current_database() and"
          + " wait_event = 'PgSleep'";

  @TempDir Path directory;
  private final TestDatabase database = new TestDatabase();
  private final FaultProxy proxy =
      new FaultProxy(database.server().host(), database.server().port());

  @AfterEach
  void close() {
    proxy.close();
    database.close();
  }

  @Test
  void theServerNoticesWithinSeconds() {
    Assumptions.assumeTrue(
        Integer.parseInt(database.value("select current_setting('server_version_num')")) >= 140000,
        "client_connection_check_interval came with PostgreSQL 14");
    MigrationFolder folder =
        new MigrationFolder(directory).sql("M0001_A", "select pg_sleep(60)", null);
    PGSimpleDataSource source = (PGSimpleDataSource) database.dataSource();
    source.setUrl("jdbc:postgresql://127.0.0.1:" + proxy.port() + "/" + database.name());
    // Nothing connects again, so that nobody but the server can end it.
    Thread cut =
        new Thread(
            () -> {
              while (database.value(AT_WORK).equals("0")) {
                Recovery.sleep(20);
              }
              proxy.close();
            });
    cut.start();
    try (Postcar postcar = folder.on(source).settling(Duration.ofMillis(200))) {
      assertThat(catchThrowable(postcar::migrate)).isInstanceOf(PostcarException.Connection.class);
    }
    long begun = System.nanoTime();
    while (!database.value(AT_WORK).equals("0")
        && System.nanoTime() - begun < Duration.ofSeconds(20).toNanos()) {
      Recovery.sleep(50);
    }
    assertThat(database.value(AT_WORK)).isEqualTo("0");
  }
}

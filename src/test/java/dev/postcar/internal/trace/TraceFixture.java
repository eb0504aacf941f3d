package dev.postcar.internal.trace;

import dev.postcar.MigrationId;
import dev.postcar.Reporter;
import dev.postcar.internal.config.Config;
import dev.postcar.internal.config.Setting;
import dev.postcar.internal.run.Rehearsal;
import dev.postcar.internal.session.Connections;
import dev.postcar.testing.TestDatabase;
import dev.postcar.testing.TestStep;
import java.time.Duration;

/** A database with a few tables, and migrations that are traced on it. */
final class TraceFixture implements AutoCloseable {

  private static final Config OPTIONS =
      Config.DEFAULTS
          .with(Setting.LOCK_WAIT, Duration.ofSeconds(5))
          .with(Config.Given.SETTLING, Duration.ofSeconds(5))
          .with(Setting.RETRIES, 0);

  private final TestDatabase database;
  private final Connections connections;
  private final Rehearsal rehearsal;
  private int number;

  TraceFixture(String setup) {
    this(new TestDatabase());
    if (!setup.isBlank()) {
      database.execute(setup);
    }
  }

  private TraceFixture(TestDatabase database) {
    this.database = database;
    connections = Connections.from(database.dataSource());
    rehearsal = Rehearsal.open(connections, OPTIONS, Reporter.SILENT);
  }

  /** One with a copy of a database. */
  static TraceFixture copy(TestDatabase template) {
    return new TraceFixture(new TestDatabase(template.server(), template.name()));
  }

  /** Traces SQL as the next migration; one that refuses a transaction is annotated so. */
  MigrationTrace trace(String sql) {
    number++;
    MigrationId id = new MigrationId("app", "M%04d_Traced".formatted(number));
    return new Tracer(connections, rehearsal).trace(TestStep.forward(id, sql));
  }

  /** The server's version, such as 180001. */
  int version() {
    return Integer.parseInt(database.value("show server_version_num"));
  }

  TestDatabase database() {
    return database;
  }

  @Override
  public void close() {
    rehearsal.close();
    connections.close();
    database.close();
  }
}

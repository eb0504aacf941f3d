package dev.postcar.internal.rehearse;

import dev.postcar.MigrationId;
import dev.postcar.Reporter;
import dev.postcar.internal.config.Config;
import dev.postcar.internal.config.Setting;
import dev.postcar.internal.session.Connections;
import dev.postcar.internal.session.Interruption;
import dev.postcar.options.RehearseOptions;
import dev.postcar.result.RehearseResult;
import dev.postcar.testing.TestDatabase;
import dev.postcar.testing.TestStep;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Books and their sales, 50,000 of each, and migrations that are rehearsed on them. */
final class RehearseFixture implements AutoCloseable {

  private static final String TABLES =
      """
      create table book (id bigint primary key, title text not null);
      insert into book select g, md5(g::text) from generate_series(1, 50000) g;
      create table sale (id bigint primary key, book bigint not null, amount int not null);
      insert into sale select g, g, g % 90 from generate_series(1, 50000) g;
      create function slowly(text) returns text immutable language sql as
        $$ select max(md5($1 || i)) from generate_series(1, 10) i $$;
      analyze;
      """;

  private static final MigrationId REHEARSED = new MigrationId("app", "M0001_Rehearsed");

  private final TestDatabase database = new TestDatabase();
  private final Connections connections = Connections.from(database.dataSource());
  private Config config =
      Config.DEFAULTS
          .with(Config.Given.REPORTER, Reporter.SILENT)
          .with(Setting.LOCK_TIMEOUT, Duration.ofSeconds(20));
  private Path scripts;
  private int rate = 120;

  RehearseFixture() {
    database.execute(TABLES);
  }

  TestDatabase database() {
    return database;
  }

  Connections connections() {
    return connections;
  }

  RehearseFixture with(Setting setting, Object value) {
    config = config.with(setting, value);
    return this;
  }

  /** Scripts in the place of traffic by key. */
  RehearseFixture scripts(Path directory, int perSecond) {
    scripts = directory;
    rate = perSecond;
    return this;
  }

  /** Rehearses SQL as one migration, with traffic on both tables. */
  RehearseResult rehearse(String sql) {
    return rehearse(sql, List.of("book", "sale"));
  }

  RehearseResult rehearse(String sql, List<String> touched) {
    RehearseOptions.Load load =
        new RehearseOptions.Load(scripts, 6, rate, Duration.ofSeconds(1), 7);
    return new RehearseRun(connections, config, load, new Interruption())
        .run(
            List.of(TestStep.forward(REHEARSED, sql)),
            touched,
            "these",
            "books",
            new ArrayList<>());
  }

  @Override
  public void close() {
    connections.close();
    database.close();
  }
}

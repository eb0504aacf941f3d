package dev.postcar.internal.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.postcar.Postcar;
import dev.postcar.Target;
import dev.postcar.options.SaferOptions;
import dev.postcar.testing.TestDatabase;
import dev.postcar.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The catalog proves nothing about rows: both forms leave the same ones. */
final class SaferDataTest {

  private static final String SETUP =
      """
      create schema archive;
      create table archive.part (id bigint primary key, note text);
      create table part (
        id bigint primary key, note text, "Price" numeric(8, 2), lasts interval, tax numeric(6, 1),
        net int, gross int generated always as (net * 2) stored, size int, kind text);
      insert into archive.part values (1, 'kept');
      insert into part (id, note, "Price", lasts, net, size, kind)
        select g, case when g % 3 = 0 then 'n' || g end, g, make_interval(days => 1), g, g,
          case g % 2 when 0 then 'old' else 'New' end
        from generate_series(1, 25000) g;
      """;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update public.part set \"Price\" = \"Price\" * 2",
        "update public.part set lasts = interval '24 hours'",
        "update public.part set tax = net * 0.19",
        "update public.part set net = gross, note = md5(note || kind)",
        "update public.part set note = 'new' where note is null or kind = 'old'",
        "delete from public.part where kind = 'old' and note is null",
        "alter table public.part alter column size type bigint",
        "alter table public.part add column filled bigint default (random() * 0)::bigint"
      })
  void theRowsAreThoseOfTheOriginal(String sql) throws IOException {
    Path app = Files.createDirectories(directory.resolve("app"));
    Files.writeString(app.resolve("M0001_Init.sql"), SETUP);
    Files.writeString(app.resolve("M0002_Next.sql"), sql + ";\n");
    List<String> expected = migrated(null);
    List<String> found = migrated("M0002");
    try (Stream<Path> files = Files.list(app)) {
      assertThat(files).as("batches").anyMatch(file -> file.toString().endsWith(".java"));
    }
    assertThat(found).isEqualTo(expected);
  }

  /** A row that somebody changes while the batch waits for it is looked at again. */
  @Test
  void aRowThatNoLongerFitsStays() throws Exception {
    Path app = Files.createDirectories(directory.resolve("app"));
    Files.writeString(app.resolve("M0001_Init.sql"), SETUP);
    Files.writeString(
        app.resolve("M0002_Next.sql"), "delete from public.part where net < 10 and size < 10;\n");
    try (TestDatabase database = new TestDatabase();
        Postcar postcar = Postcar.on(database.dataSource()).packages("app").sources(directory)) {
      postcar.safer(new SaferOptions("M0002", true, null));
      try (Postcar fresh = Postcar.on(database.dataSource()).packages("app").sources(directory);
          Connection other = database.connect();
          Statement change = other.createStatement()) {
        fresh.migrate(Target.to("M0001"));
        other.setAutoCommit(false);
        change.execute("update part set net = 99 where id = 1");
        CompletableFuture<Void> running = CompletableFuture.runAsync(fresh::migrate);
        for (int i = 0; i < 600 && waiting(database).equals("0"); i++) {
          Thread.sleep(50);
        }
        assertThat(waiting(database)).isEqualTo("1");
        other.commit();
        running.get(60, TimeUnit.SECONDS);
      }
      assertThat(
              database.value(
                  "select string_agg(id::text, ',' order by id) from part where id < 12"))
          .isEqualTo("1,10,11");
    }
  }

  private static String waiting(TestDatabase database) {
    return database.value(
        "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname ="
            + " current_database()");
  }

  /** The old name opens no row that the table closes, to nobody else. */
  @Test
  void theOldNameHasTheRightsOfTheTable() throws Exception {
    assumeThat(TestServer.get().major()).isGreaterThanOrEqualTo(15);
    String role = "safer_" + ProcessHandle.current().pid();
    Path app = Files.createDirectories(directory.resolve("app"));
    Files.writeString(
        app.resolve("M0001_Init.sql"),
        """
        create table part (id bigint primary key, owner text);
        insert into part values (1, '%1$s'), (2, 'somebody');
        alter table part enable row level security;
        create policy own on part using (owner = current_user);
        grant select, update on part to %1$s;
        """
            .formatted(role));
    Files.writeString(app.resolve("M0002_Next.sql"), "alter table part rename to piece;\n");
    try (TestDatabase database = new TestDatabase();
        Postcar postcar = Postcar.on(database.dataSource()).packages("app").sources(directory)) {
      database.execute("create role " + role);
      try {
        postcar.safer(new SaferOptions("M0002", true, null));
        try (Postcar fresh = Postcar.on(database.dataSource()).packages("app").sources(directory)) {
          fresh.migrate(Target.to("M0002"));
        }
        try (Connection connection = database.connect();
            Statement statement = connection.createStatement()) {
          statement.execute("set role " + role);
          ResultSet row = statement.executeQuery("select string_agg(id::text, ',') from part");
          row.next();
          assertThat(row.getString(1)).isEqualTo("1");
        }
      } finally {
        database.execute("reset role; drop owned by " + role + "; drop role " + role);
      }
    }
  }

  private List<String> migrated(String rewritten) {
    try (TestDatabase database = new TestDatabase();
        Postcar postcar = Postcar.on(database.dataSource()).packages("app").sources(directory)) {
      if (rewritten != null) {
        postcar.safer(new SaferOptions(rewritten, true, null));
      }
      try (Postcar fresh = Postcar.on(database.dataSource()).packages("app").sources(directory)) {
        fresh.migrate();
      }
      return database.rows(
          "select pg_catalog.to_jsonb(p) from part p union all select pg_catalog.to_jsonb(a) from"
              + " archive.part a order by 1");
    }
  }
}

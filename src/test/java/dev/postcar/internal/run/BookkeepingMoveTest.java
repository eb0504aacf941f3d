package dev.postcar.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.postcar.PostcarException;
import dev.postcar.internal.config.Setting;
import dev.postcar.internal.history.LockKey;
import dev.postcar.internal.history.MoveText;
import dev.postcar.testing.OlderBookkeeping;
import dev.postcar.testing.Tenant;
import dev.postcar.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A target's history between a bookkeeping of its own and the shared one. */
final class BookkeepingMoveTest {

  /** All that is kept, in order, but ids, targets and the generation. */
  private static final String CONTENT =
      """
      select 'migration', pg_catalog.to_jsonb(m) - 'id' - 'target', m.id from %1$s.migration m where target = '%2$s'
      union all
      select 'statement', pg_catalog.to_jsonb(s) - 'migration' || pg_catalog.jsonb_build_object('name', m.name), m.id
        from %1$s.statement s join %1$s.migration m on m.id = s.migration where target = '%2$s'
      union all
      select 'event', pg_catalog.to_jsonb(e) - 'id' - 'target', e.id from %1$s.event e where target = '%2$s' and operation <> 'move'
      union all
      select 'view', pg_catalog.to_jsonb(v) - 'target', 0 from %1$s.view v where target = '%2$s'
      union all
      select 'zone', pg_catalog.to_jsonb(v.time_zone), 0 from %1$s.version v where target = '%2$s'
      """;

  @TempDir Path directory;
  private final TestDatabase database = new TestDatabase();
  private final List<Tenant> opened = new ArrayList<>();

  @BeforeEach
  void migrations() {
    file("M0001_A.sql", "create table a (id int);\n-- postcar: rollback\ndrop table a;\n");
    file("M0002_B.sql", "create table b (id int);\n-- postcar: rollback\ndrop table b;\n");
    file(
        "M0003_C.sql",
        """
        -- postcar: nontransactional
        create table c (id int);
        create index concurrently c_id on c (id);
        -- postcar: rollback
        drop index c_id;
        drop table c;
        """);
    file("V.view.sql", "create view v as select id from a;\n-- postcar: down\ndrop view v;\n");
    for (String schema : List.of("acme", "beta")) {
      database.execute("create schema " + schema);
    }
  }

  @AfterEach
  void drop() {
    opened.forEach(Tenant::close);
    database.close();
  }

  @Test
  void aHistoryGoesToTheSharedOneAndBackAndStaysWhatItWas() {
    database.execute("alter database " + database.name() + " set timezone = 'Asia/Tokyo'");
    own("acme").migrate();
    own("acme").rollback();
    own("acme").migrate();
    shared("beta").migrate();
    List<String> before = content("_postcar_acme", "");
    assertThat(before).hasSizeGreaterThan(15);
    List<String> others = content("_postcar", "beta");

    assertThat(own("acme").moveTo("_postcar", "acme")).isTrue();
    assertThat(content("_postcar", "acme")).isEqualTo(before);
    assertThat(content("_postcar", "beta")).isEqualTo(others);
    assertThat(hasSchema("_postcar_acme")).isFalse();
    assertThat(database.value("select message from _postcar.event where operation = 'move'"))
        .isEqualTo("from schema _postcar_acme");
    assertThat(shared("acme").status().pending()).isZero();
    assertThat(own("acme").moveTo("_postcar", "acme")).isFalse();
    shared("acme").rollback();
    shared("acme").migrate();
    before = content("_postcar", "acme");

    assertThat(shared("acme").moveTo("_postcar_acme", "")).isTrue();
    assertThat(content("_postcar_acme", "")).isEqualTo(before);
    assertThat(content("_postcar", "beta")).isEqualTo(others);
    assertThat(content("_postcar", "acme")).isEmpty();
    assertThat(own("acme").status().pending()).isZero();
    // The last one takes the schema with it.
    assertThat(shared("beta").moveTo("_postcar_beta", "")).isTrue();
    assertThat(hasSchema("_postcar")).isFalse();
    assertThat(own("beta").migrate()).isEmpty();
  }

  @Test
  void theSchemaStaysIfThereIsSomethingElseInIt() {
    own("acme").migrate();
    database.execute("create table _postcar_acme.mine ()");
    assertThat(own("acme").moveTo("_postcar", "acme")).isTrue();
    assertThat(
            database.rows(
                "select relname from pg_class where relnamespace = '_postcar_acme'::regnamespace"))
        .containsExactly("mine");
  }

  @Test
  void anOlderBookkeepingIsUpgradedWithTheMove() {
    Tenant plain = open(Tenant.of(database.dataSource(), directory, "acme", "_postcar", ""));
    plain.migrate();
    database.execute(OlderBookkeeping.VERSION_03);
    assertThat(plain.moveTo("tenants", "acme")).isTrue();
    Tenant moved = open(Tenant.of(database.dataSource(), directory, "acme", "tenants", "acme"));
    assertThat(moved.status().pending()).isZero();
    assertThat(database.value("select minor, target, time_zone from tenants.version"))
        .isEqualTo("4|acme|UTC");
  }

  @Test
  void aFailureInBetweenLeavesAllAsItWas() throws SQLException {
    own("acme").migrate();
    shared("beta").migrate();
    List<String> before = content("_postcar_acme", "");
    database.execute("create view uses as select count(*) from _postcar_acme.event");
    assertThatThrownBy(() -> own("acme").moveTo("_postcar", "acme"))
        .isInstanceOf(PostcarException.Refusal.class)
        .hasMessageContaining("The history was not moved: ")
        .hasMessageContaining("SQLSTATE 2BP01")
        .hasMessageContaining(
            "State: nothing was changed; it is still in schema \"_postcar_acme\".");
    database.execute("drop view uses");
    try (Connection holder = database.connect();
        Statement statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      statement.execute("select from _postcar_acme.view");
      Tenant acme = own("acme").with(Setting.LOCK_WAIT, Duration.ofMillis(200));
      assertThatThrownBy(() -> acme.moveTo("_postcar", "acme"))
          .isInstanceOf(PostcarException.Refusal.class)
          .hasMessageContaining("SQLSTATE 55P03");
    }
    assertThat(content("_postcar_acme", "")).isEqualTo(before);
    assertThat(content("_postcar", "acme")).isEmpty();
    assertThat(own("acme").migrate()).isEmpty();
    assertThat(own("acme").moveTo("_postcar", "acme")).isTrue();
  }

  @Test
  void aMoveTakesTheRunnerLocksOfBothAndMovesTheGeneration() throws SQLException {
    own("acme").migrate();
    long before = generation("_postcar_acme", "");
    for (long key : List.of(LockKey.runner("_postcar_acme"), LockKey.runner("_postcar", "acme"))) {
      try (Connection holder = database.connect();
          Statement statement = holder.createStatement()) {
        statement.execute("select pg_advisory_lock(" + key + ")");
        Tenant acme = own("acme").with(Setting.LOCK_WAIT, Duration.ofMillis(200));
        assertThatThrownBy(() -> acme.moveTo("_postcar", "acme"))
            .isInstanceOf(PostcarException.Lock.class);
      }
    }
    assertThat(own("acme").moveTo("_postcar", "acme")).isTrue();
    assertThat(generation("_postcar", "acme")).isGreaterThan(before);
    assertThat(database.value("select count(*) from pg_locks where locktype = 'advisory'"))
        .isEqualTo("0");
  }

  @Test
  void whatIsNotFinishedIsNotMoved() {
    file("M0004_D.sql", "-- postcar: nontransactional\ncreate table d ();\nselect 1 / 0;\n");
    assertThat(catchThrowable(own("acme")::migrate)).isNotNull();
    assertThatThrownBy(() -> own("acme").moveTo("_postcar", "acme"))
        .isInstanceOf(PostcarException.Refusal.class)
        .hasMessage(
            """
            Refused: app.M0004_D is started but not finished, so the history is not moved.
            State: nothing was changed.
            Next: resume M0004_D, roll it back or mark it, then rerun the command.""");
    assertThat(hasSchema("_postcar")).isFalse();
    own("acme").records().mark("M0004");
    assertThat(own("acme").moveTo("_postcar", "acme")).isTrue();
  }

  @Test
  void aPlaceWithRowsOfTheTargetIsRefused() {
    own("acme").migrate();
    shared("acme").records().mark("M0001");
    List<String> before = content("_postcar", "acme");
    assertThatThrownBy(() -> own("acme").moveTo("_postcar", "acme"))
        .isInstanceOf(PostcarException.Refusal.class)
        .hasMessageContaining(
            "the bookkeeping in schema \"_postcar\" has rows of this target already");
    assertThatThrownBy(() -> shared("acme").moveTo("_postcar_acme", ""))
        .isInstanceOf(PostcarException.Refusal.class)
        .hasMessageContaining("has rows of this target already");
    assertThat(content("_postcar", "acme")).isEqualTo(before);
    // Another's own bookkeeping is no shared one.
    own("beta").migrate();
    assertThatThrownBy(() -> own("acme").moveTo("_postcar_beta", "acme"))
        .isInstanceOf(PostcarException.Refusal.class)
        .hasMessageContaining("is not shared");
    database.execute("delete from _postcar.migration; delete from _postcar.version");
    assertThatThrownBy(() -> own("acme").moveTo("_postcar", "acme"))
        .isInstanceOf(PostcarException.Refusal.class);
  }

  @Test
  void aCopyThatDiffersIsSeen() throws SQLException {
    own("acme").migrate();
    shared("beta").migrate();
    MoveText text = new MoveText("_postcar_acme", "", "_postcar", "acme");
    List<List<String>> columns =
        database.rows(text.columns()).stream().map(row -> List.of(row.split("\\|"))).toList();
    for (String tampering :
        List.of(
            "select",
            "update _postcar.migration set sequence = 9 where target = 'acme' and name = 'M0001_A'",
            "delete from _postcar.event where target = 'acme'",
            "delete from _postcar.view where target = 'acme'",
            "update _postcar.version set time_zone = 'x' where target = 'acme'",
            "update _postcar.statement set number = number + 5 where migration in (select id from"
                + " _postcar.migration where target = 'acme')")) {
      try (Connection one = database.connect();
          Statement statement = one.createStatement()) {
        one.setAutoCommit(false);
        statement.execute(text.copy(columns) + tampering);
        try (ResultSet same = statement.executeQuery(text.isSame(columns))) {
          same.next();
          assertThat(same.getBoolean(1)).as(tampering).isEqualTo(tampering.equals("select"));
        }
      }
    }
  }

  private List<String> content(String namespace, String target) {
    return database.rows(CONTENT.formatted(namespace, target) + " order by 1, 3, 2").stream()
        .map(row -> row.substring(0, row.lastIndexOf('|')))
        .toList();
  }

  private boolean hasSchema(String name) {
    return database
        .value("select exists (select from pg_namespace where nspname = '%s')".formatted(name))
        .equals("t");
  }

  private long generation(String namespace, String target) {
    return Long.parseLong(
        database.value(
            "select generation from %s.version where target = '%s'".formatted(namespace, target)));
  }

  private Tenant shared(String schema) {
    return open(Tenant.shared(database.dataSource(), directory, schema));
  }

  private Tenant own(String schema) {
    return open(Tenant.own(database.dataSource(), directory, schema));
  }

  private Tenant open(Tenant tenant) {
    opened.add(tenant);
    return tenant;
  }

  private void file(String name, String text) {
    try {
      Path folder = Files.createDirectories(directory.resolve("app"));
      Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

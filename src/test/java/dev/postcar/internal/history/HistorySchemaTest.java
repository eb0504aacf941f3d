package dev.postcar.internal.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postcar.MigrationState;
import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The bookkeeping: frozen once released, upgraded from any older version. */
final class HistorySchemaTest {

  private final TestDatabase database = new TestDatabase();

  @AfterEach
  void drop() {
    database.close();
  }

  @Test
  void aReleasedInternalMigrationIsNeverEdited() throws Exception {
    Map<String, String> released =
        Map.of(
            "0.1",
            "a85f3784bb99795337abebf4f94329424593ccf5d548c13d2c4546a1e4cabd45",
            "0.2",
            "663f54be97e952a9ffa6db949c4f97119ee3adee4238f4c87d6c0b5de316670d",
            "0.3",
            "2f4200ada88e53c10a23e8a46807e12fcd5bfcfeb21423491d18953a1038520d");
    // The newest one may be edited until it is released.
    for (HistoryVersion version : HistorySchema.VERSIONS.subList(0, released.size())) {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(HistorySchema.text(version).getBytes(StandardCharsets.UTF_8));
      assertThat(HexFormat.of().formatHex(digest))
          .as("bookkeeping-%s.sql: write a new version instead of editing it", version)
          .isEqualTo(released.get(version.toString()));
    }
  }

  @Test
  void aDatabaseOfVersion01IsReadWithoutWritingAndUpgradedByTheNextMigrate() {
    asVersion01("_postcar");
    database.execute("create table shelf (id bigint primary key, name text not null)");
    try (Postcar postcar = postcar()) {
      assertThat(postcar.status().migrations())
          .extracting(info -> info.state())
          .containsExactly(MigrationState.APPLIED, MigrationState.PENDING);
      assertThat(version()).isEqualTo("0|1");
      postcar.migrate();
    }
    assertThat(version()).isEqualTo("0|4");
    assertThat(database.rows("select outcome, name from _postcar.event"))
        .containsExactly("applied|M0002_Board");
  }

  @Test
  void aDatabaseOfVersion02IsReadWithoutViewsAndUpgradedByTheNextMigrate() {
    asVersion01("_postcar");
    database.execute(
        HistorySchema.upgrade("_postcar", new HistoryVersion(0, 1), new HistoryVersion(0, 2)));
    database.execute("create table shelf (id bigint primary key, name text not null)");
    try (Postcar postcar = postcar()) {
      assertThat(postcar.status().pending()).isEqualTo(1);
      assertThat(postcar.planMigrate(dev.postcar.Target.usual()).plan()).hasSize(1);
      assertThat(version()).isEqualTo("0|2");
      assertThat(postcar.migrate(dev.postcar.Target.usual()).applied()).hasSize(1);
    }
    assertThat(version()).isEqualTo("0|4");
    assertThat(database.value("select count(*) from _postcar.view")).isEqualTo("0");
  }

  @Test
  void anUpgradeAloneIsWorkForAMigrateWithNothingPending() {
    asVersion01("_postcar");
    database.execute(
        "create table shelf (id bigint primary key, name text not null); create table board ()");
    database.execute(
        "insert into _postcar.migration (package, name, sequence, state, checksum, forward_sql,"
            + " postcar_version, attempt) select package, 'M0002_Board', 2, 'applied', '"
            + dev.postcar.internal.source.Checksum.of(new fixtures.shelf.M0002_Board().forward())
            + "', 'x', '0.1.0', gen_random_uuid() from _postcar.migration");
    try (Postcar postcar = postcar()) {
      assertThat(postcar.migrate().applied()).isEmpty();
    }
    assertThat(version()).isEqualTo("0|4");
  }

  @Test
  void aFreshDatabaseAndAnUpgradedOneHaveTheSameBookkeeping() {
    asVersion01("upgraded");
    try (Postcar postcar = postcar()) {
      postcar.namespace("fresh").migrate();
      database.execute("drop table board, shelf");
      database.execute("delete from upgraded.migration");
      postcar.namespace("upgraded").migrate();
    }
    String columns =
        "select table_name, column_name, data_type, is_nullable, replace(column_default, table_schema, '')"
            + " from information_schema.columns where table_schema = '%s' order by 1, ordinal_position";
    assertThat(database.rows(columns.formatted("upgraded")))
        .isEqualTo(database.rows(columns.formatted("fresh")))
        .hasSizeGreaterThan(30);
  }

  @Test
  void aNewerBookkeepingIsRefusedAndNothingChanged() {
    try (Postcar postcar = postcar()) {
      postcar.migrate();
      database.execute("update _postcar.version set minor = 7");
      assertThatThrownBy(postcar::migrate)
          .isInstanceOf(PostcarException.Refusal.class)
          .hasMessageContaining("newer postcar")
          .hasMessageContaining("0.7");
      assertThatThrownBy(postcar::status).isInstanceOf(PostcarException.Refusal.class);
    }
  }

  @Test
  void aNewerBookkeepingIsRefusedWhateverItHolds() {
    try (Postcar postcar = postcar()) {
      postcar.migrate();
      database.execute("update _postcar.version set minor = 7");
      database.execute("alter table _postcar.migration drop constraint migration_state_check");
      database.execute("update _postcar.migration set state = 'verified'");
      assertThatThrownBy(postcar::status)
          .isInstanceOf(PostcarException.Refusal.class)
          .hasMessageContaining("newer postcar");
      database.execute("alter table _postcar.migration rename checksum to digest");
      assertThatThrownBy(postcar::migrate)
          .isInstanceOf(PostcarException.Refusal.class)
          .hasMessageContaining("newer postcar")
          .hasMessageContaining("0.7");
    }
  }

  @Test
  void planAndStatusOfADatabaseNeverSeenWriteNothing() {
    try (Postcar postcar = postcar()) {
      assertThat(postcar.status().pending()).isEqualTo(2);
      assertThat(postcar.planMigrate(dev.postcar.Target.usual()).plan()).hasSize(2);
      assertThat(postcar.rollback(dev.postcar.Target.usual()).rolledBack()).isEmpty();
    }
    assertThat(database.value("select count(*) from pg_namespace where nspname = '_postcar'"))
        .isEqualTo("0");
  }

  private void asVersion01(String namespace) {
    database.execute(
        HistorySchema.upgrade(namespace, HistoryVersion.NONE, new HistoryVersion(0, 1)));
    database.execute(
        ("insert into %s.migration (package, name, sequence, state, checksum, forward_sql,"
                + " rollback_sql, duration_ms, postcar_version, attempt) values ('fixtures.shelf',"
                + " 'M0001_Shelf', 1, 'applied', '%s', 'x', 'drop table shelf', 3, '0.1.0',"
                + " gen_random_uuid())")
            .formatted(
                namespace,
                dev.postcar.internal.source.Checksum.of(
                    new fixtures.shelf.M0001_Shelf().forward())));
  }

  private String version() {
    return database.value("select major, minor from _postcar.version");
  }

  private Postcar postcar() {
    return Postcar.on(database.dataSource()).packages("fixtures.shelf");
  }
}

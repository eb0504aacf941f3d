package dev.postcar.internal.plan;

import dev.postcar.MigrationId;
import dev.postcar.internal.history.AppliedMigration;
import dev.postcar.internal.history.HistoryVersion;
import dev.postcar.internal.history.Recorded;
import dev.postcar.internal.history.RowState;
import dev.postcar.internal.source.AvailableMigration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** Migrations and history rows for planning, in few words: {@code a.M0001_X}. */
final class Migrations {

  private Migrations() {}

  static AvailableMigration available(String id, String... requires) {
    return new AvailableMigration(
        MigrationId.of(id),
        null,
        "select '" + id + "'",
        "select 'back'",
        "v1:" + id,
        false,
        true,
        true,
        Arrays.stream(requires).map(MigrationId::of).toList(),
        List.of(),
        null,
        null,
        List.of(),
        List.of());
  }

  static List<AvailableMigration> all(String... ids) {
    return Arrays.stream(ids).map(id -> available(id)).toList();
  }

  static AppliedMigration row(int number, String id, RowState state) {
    return new AppliedMigration(
        number,
        MigrationId.of(id),
        state,
        "v1:" + id,
        false,
        true,
        false,
        false,
        false,
        Instant.EPOCH,
        null,
        1,
        new UUID(0, 0));
  }

  static Recorded applied(String... ids) {
    List<AppliedMigration> rows = new ArrayList<>();
    for (String id : ids) {
      rows.add(row(rows.size() + 1, id, RowState.APPLIED));
    }
    return recorded(rows.toArray(AppliedMigration[]::new));
  }

  static Recorded recorded(AppliedMigration... rows) {
    return new Recorded(new HistoryVersion(0, 2), true, 7, null, List.of(rows), List.of());
  }

  static List<String> ids(List<AvailableMigration> migrations) {
    return migrations.stream().map(migration -> migration.id().toString()).toList();
  }

  static List<String> ids(Plan plan) {
    return plan.steps().stream().map(step -> step.id().toString()).toList();
  }
}

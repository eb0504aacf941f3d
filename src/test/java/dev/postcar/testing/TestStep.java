package dev.postcar.testing;

import dev.postcar.Direction;
import dev.postcar.MigrationId;
import dev.postcar.internal.plan.Step;
import dev.postcar.internal.source.AvailableMigration;
import dev.postcar.internal.sql.SqlScript;
import dev.postcar.internal.sql.StatementKind;
import java.util.List;

/** SQL as a migration that is to run forward. */
public final class TestStep {

  private TestStep() {}

  /** Outside a transaction where a statement refuses one. */
  public static Step forward(MigrationId id, String sql) {
    boolean transactional =
        SqlScript.statements(sql).stream().noneMatch(StatementKind::refusesTransaction);
    AvailableMigration migration =
        new AvailableMigration(
            id,
            null,
            sql,
            null,
            "v1:",
            false,
            false,
            transactional,
            List.of(),
            List.of(),
            null,
            null,
            List.of(),
            List.of());
    return new Step(id, Step.Action.RUN, Direction.FORWARD, migration, null, false);
  }
}

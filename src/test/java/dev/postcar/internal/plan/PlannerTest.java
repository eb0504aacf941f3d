package dev.postcar.internal.plan;

import static dev.postcar.internal.plan.Migrations.all;
import static dev.postcar.internal.plan.Migrations.applied;
import static dev.postcar.internal.plan.Migrations.available;
import static dev.postcar.internal.plan.Migrations.ids;
import static dev.postcar.internal.plan.Migrations.recorded;
import static dev.postcar.internal.plan.Migrations.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postcar.MigrationState;
import dev.postcar.OutOfOrder;
import dev.postcar.PackageOrder;
import dev.postcar.PostcarException;
import dev.postcar.Target;
import dev.postcar.internal.history.AppliedMigration;
import dev.postcar.internal.history.Recorded;
import dev.postcar.internal.history.RowState;
import dev.postcar.internal.source.AvailableMigration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PlannerTest {

  private final List<String> warnings = new ArrayList<>();

  @Test
  void eachMigrationHasOneState() {
    AppliedMigration changed =
        new AppliedMigration(
            3,
            dev.postcar.MigrationId.of("a.M0003_X"),
            RowState.APPLIED,
            "v1:other",
            false,
            true,
            false,
            false,
            false,
            java.time.Instant.EPOCH,
            null,
            1,
            new java.util.UUID(0, 0));
    Audit audit =
        audit(
            all(
                "a.M0001_X",
                "a.M0002_X",
                "a.M0003_X",
                "a.M0005_X",
                "a.M0006_X",
                "a.M0008_X",
                "a.M0009_X"),
            recorded(
                row(1, "a.M0001_X", RowState.APPLIED),
                row(2, "a.M0002_X", RowState.SKIPPED),
                changed,
                row(4, "a.M0004_X", RowState.APPLIED),
                row(5, "a.M0006_X", RowState.MARKED),
                row(6, "a.M0007_X", RowState.STARTED),
                row(7, "a.M0008_X", RowState.REVERTED),
                row(8, "other.M0001_X", RowState.APPLIED)));
    assertThat(audit.entries().stream().map(e -> e.id().name() + " " + e.state().text()))
        .containsExactly(
            "M0001_X applied",
            "M0002_X skipped",
            "M0003_X changed",
            "M0004_X missing",
            "M0005_X out-of-order",
            "M0006_X applied",
            "M0007_X interrupted",
            "M0008_X reverted",
            "M0009_X pending");
    assertThat(audit.pending()).isEqualTo(3);
  }

  @Test
  void migrateTakesAllThatIsPending() {
    assertThat(
            forward(
                all("a.M0001_X", "a.M0002_X", "b.M0001_X"), applied("a.M0001_X"), Target.usual()))
        .containsExactly("a.M0002_X", "b.M0001_X");
  }

  @Test
  void migrateToIncludesTheTarget() {
    assertThat(
            forward(all("a.M0001_X", "a.M0002_X", "a.M0003_X"), applied(), Target.to("a.M0002_X")))
        .containsExactly("a.M0001_X", "a.M0002_X");
  }

  @Test
  void migrateStepsCountsPendingOnes() {
    assertThat(
            forward(
                all("a.M0001_X", "a.M0002_X", "a.M0003_X"), applied("a.M0001_X"), Target.steps(1)))
        .containsExactly("a.M0002_X");
  }

  @Test
  void outOfOrderIsRefusedWarnedOrRun() {
    List<AvailableMigration> migrations = all("a.M0001_X", "a.M0002_X");
    Audit audit = audit(migrations, applied("a.M0002_X"));
    assertThat(audit.in(MigrationState.OUT_OF_ORDER)).hasSize(1);
    assertThatThrownBy(
            () -> Planner.forward(audit, Target.usual(), OutOfOrder.REFUSE, warnings::add))
        .isInstanceOf(PostcarException.Refusal.class)
        .hasMessageContaining("a.M0001_X is out of order");
    assertThat(ids(Planner.forward(audit, Target.usual(), OutOfOrder.WARN, warnings::add)))
        .containsExactly("a.M0001_X");
    assertThat(warnings).singleElement().asString().contains("a.M0001_X");
    assertThat(ids(Planner.forward(audit, Target.usual(), OutOfOrder.RUN, warnings::add)))
        .containsExactly("a.M0001_X");
    assertThat(warnings).hasSize(1);
  }

  @Test
  void changedAndMissingOnesAreObstaclesWithTheirDiff() {
    Audit audit = audit(all("a.M0001_X"), applied("a.M0002_X"));
    assertThatThrownBy(() -> Preconditions.refuse(audit, row -> "x"))
        .isInstanceOf(PostcarException.Refusal.class)
        .hasMessageContaining("missing      a.M0002_X");
    AvailableMigration edited = available("a.M0002_X");
    Recorded other =
        recorded(
            new AppliedMigration(
                1,
                edited.id(),
                RowState.APPLIED,
                "v1:old",
                false,
                true,
                false,
                false,
                false,
                java.time.Instant.EPOCH,
                null,
                1,
                new java.util.UUID(0, 0)));
    assertThatThrownBy(
            () -> Preconditions.refuse(audit(List.of(edited), other), row -> "select 'old'"))
        .hasMessageContaining("changed      a.M0002_X")
        .hasMessageContaining("-select 'old'")
        .hasMessageContaining("+select 'a.M0002_X'");
  }

  @Test
  void rollbackGoesBackInTheOrderOfApplication() {
    List<AvailableMigration> migrations = all("a.M0001_X", "a.M0002_X", "b.M0001_X");
    Recorded recorded = applied("a.M0001_X", "b.M0001_X", "a.M0002_X");
    assertThat(back(migrations, recorded, Target.usual())).containsExactly("a.M0002_X");
    assertThat(back(migrations, recorded, Target.steps(2)))
        .containsExactly("a.M0002_X", "b.M0001_X");
    assertThat(back(migrations, recorded, Target.to("a.M0001_X")))
        .containsExactly("a.M0002_X", "b.M0001_X");
    assertThat(back(migrations, recorded, Target.all()))
        .containsExactly("a.M0002_X", "b.M0001_X", "a.M0001_X");
    assertThat(back(migrations, recorded, Target.only("b.M0001_X"))).containsExactly("b.M0001_X");
    assertThat(back(migrations, applied(), Target.usual())).isEmpty();
  }

  @Test
  void rollbackOfWhatAnotherRequiresIsRefused() {
    List<AvailableMigration> migrations =
        List.of(available("a.M0001_X"), available("b.M0001_X", "a.M0001_X"));
    assertThatThrownBy(
            () -> back(migrations, applied("a.M0001_X", "b.M0001_X"), Target.only("a.M0001_X")))
        .isInstanceOf(PostcarException.Refusal.class)
        .hasMessageContaining("b.M0001_X is applied and requires a.M0001_X");
  }

  @Test
  void rollbackUsesTheStoredSqlWhereTheClassIsGone() {
    Plan plan = RollbackPlanner.plan(audit(all("a.M0001_X"), applied("a.M0009_X")), Target.usual());
    assertThat(plan.steps()).singleElement().matches(Step::storedSql);
  }

  @Test
  void pendingIsCountedInBothDirections() {
    List<AvailableMigration> migrations = all("a.M0001_X", "a.M0002_X", "a.M0003_X");
    Audit audit = audit(migrations, applied("a.M0001_X"));
    assertThat(
            Planner.forward(audit, Target.usual(), OutOfOrder.REFUSE, warnings::add)
                .pendingAfter(1))
        .isEqualTo(1);
    assertThat(RollbackPlanner.plan(audit, Target.usual()).pendingAfter(1)).isEqualTo(3);
  }

  private List<String> forward(
      List<AvailableMigration> migrations, Recorded recorded, Target target) {
    return ids(
        Planner.forward(audit(migrations, recorded), target, OutOfOrder.REFUSE, warnings::add));
  }

  private static List<String> back(
      List<AvailableMigration> migrations, Recorded recorded, Target target) {
    return ids(RollbackPlanner.plan(audit(migrations, recorded), target));
  }

  private static Audit audit(List<AvailableMigration> migrations, Recorded recorded) {
    return Audit.of(migrations, List.of("a", "b"), recorded, PackageOrder.PACKAGES);
  }
}

package dev.postcar.internal.plan;

import static dev.postcar.internal.plan.Migrations.applied;
import static dev.postcar.internal.plan.Migrations.available;
import static dev.postcar.internal.plan.Migrations.ids;
import static dev.postcar.internal.plan.Migrations.recorded;
import static dev.postcar.internal.plan.Migrations.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postcar.MigrationId;
import dev.postcar.OutOfOrder;
import dev.postcar.PackageOrder;
import dev.postcar.PostcarException;
import dev.postcar.Target;
import dev.postcar.internal.history.Recorded;
import dev.postcar.internal.history.RowState;
import dev.postcar.internal.source.AvailableMigration;
import dev.postcar.internal.source.Replaced;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class SquashesTest {

  private static final AvailableMigration SQUASH =
      squash("a.M0003_S", "a.M0001_A", "a.M0002_B", "a.M0003_C");

  @Test
  void aSquashIsRecordedWhereAllIsAppliedAndNothingIsMissing() {
    Recorded recorded = applied("a.M0001_A", "a.M0002_B", "a.M0003_C", "a.M0004_D");
    Audit audit = audit(recorded, SQUASH, available("a.M0004_D"), available("a.M0005_E"));
    assertThat(states(audit))
        .containsExactly(
            "M0001_A applied",
            "M0002_B applied",
            "M0003_C applied",
            "M0003_S pending",
            "M0004_D applied",
            "M0005_E pending");
    Plan plan = migrate(audit);
    assertThat(plan.steps().stream().map(step -> step.id().name() + " " + step.action()))
        .containsExactly("M0003_S MARK", "M0005_E RUN");
  }

  @Test
  void whatItReplacesCountsInTheOrderWhereTheSquashDoes() {
    AvailableMigration squash = squash("a.M0002_S", "a.M0007_A", "a.M0009_B");
    Recorded recorded = applied("a.M0007_A", "a.M0009_B");
    assertThat(states(audit(recorded, squash, available("a.M0005_E"))))
        .contains("M0005_E pending")
        .doesNotContain("M0005_E out-of-order");
  }

  @Test
  void itRunsInANewDatabase() {
    Plan plan = migrate(audit(applied(), SQUASH, available("a.M0004_D")));
    assertThat(plan.steps().stream().map(step -> step.id().name() + " " + step.action()))
        .containsExactly("M0003_S RUN", "M0004_D RUN");
  }

  @Test
  void onceItIsThereWhatItReplacesIsNotShown() {
    Recorded recorded =
        recorded(
            row(1, "a.M0001_A", RowState.APPLIED),
            row(2, "a.M0002_B", RowState.APPLIED),
            row(3, "a.M0003_C", RowState.APPLIED),
            row(4, "a.M0003_S", RowState.MARKED));
    Audit audit = audit(recorded, SQUASH);
    assertThat(states(audit)).containsExactly("M0003_S applied");
    assertThatCode(() -> Preconditions.refuse(audit, row -> "")).doesNotThrowAnyException();
  }

  @Test
  void someOfItIsRefusedByName() {
    Audit audit = audit(applied("a.M0001_A", "a.M0003_C"), SQUASH, available("a.M0004_D"));
    assertThatThrownBy(() -> Preconditions.refuse(audit, row -> ""))
        .isInstanceOf(PostcarException.Refusal.class)
        .hasMessage(
            """
            Refused: the migrations do not match the database.
              partly       a.M0003_S: only some of what it replaces is applied
                  applied      a.M0001_A
                  not applied  a.M0002_B
                  applied      a.M0003_C
            State: nothing was changed.
            Next: first migrate with the release that still has those classes, or undo what is \
            applied, beginning with "postcar rollback M0003_C", or run "postcar mark M0003_S" if the \
            database already has all its changes.""");
  }

  @Test
  void aSkippedOneIsNotAppliedSoTheRestIsOnlySome() {
    Recorded recorded =
        recorded(
            row(1, "a.M0001_A", RowState.APPLIED),
            row(2, "a.M0002_B", RowState.SKIPPED),
            row(3, "a.M0003_C", RowState.APPLIED));
    assertThatThrownBy(() -> Preconditions.refuse(audit(recorded, SQUASH), row -> ""))
        .hasMessageContaining("not applied  a.M0002_B");
  }

  @Test
  void aRequiresOnAReplacedOneMeansTheSquash() {
    Audit audit = audit(applied(), available("0.M0001_Z", "a.M0002_B"), SQUASH);
    assertThat(ids(migrate(audit))).containsExactly("a.M0003_S", "0.M0001_Z");
    Audit done =
        audit(
            recorded(row(1, "a.M0003_S", RowState.APPLIED), row(2, "0.M0001_Z", RowState.APPLIED)),
            available("0.M0001_Z", "a.M0002_B"),
            SQUASH);
    assertThatThrownBy(() -> RollbackPlanner.plan(done, Target.only("a.M0003_S")))
        .hasMessageContaining("0.M0001_Z is applied and requires a.M0002_B");
  }

  @Test
  void rollbackGoesThroughASquashWhereItsLastPartWasApplied() {
    Recorded recorded =
        recorded(
            row(1, "a.M0001_A", RowState.APPLIED),
            row(2, "a.M0002_B", RowState.APPLIED),
            row(3, "a.M0003_C", RowState.APPLIED),
            row(4, "a.M0004_D", RowState.APPLIED),
            row(5, "a.M0003_S", RowState.MARKED));
    Audit audit = audit(recorded, SQUASH, available("a.M0004_D"));
    assertThat(ids(RollbackPlanner.plan(audit, Target.all())))
        .containsExactly("a.M0004_D", "a.M0003_S");
  }

  @Test
  void aSquashOfASquashIsRecordedOverEitherFormOfIt() {
    AvailableMigration second =
        squash(
            "a.M0004_T",
            new Replaced(MigrationId.of("a.M0003_S"), MigrationId.of("a.M0004_T")),
            new Replaced(MigrationId.of("a.M0004_D"), MigrationId.of("a.M0004_T")),
            new Replaced(MigrationId.of("a.M0001_A"), MigrationId.of("a.M0003_S")),
            new Replaced(MigrationId.of("a.M0002_B"), MigrationId.of("a.M0003_S")));
    List<Recorded> whole =
        List.of(
            applied("a.M0001_A", "a.M0002_B", "a.M0004_D"),
            applied("a.M0003_S", "a.M0004_D"),
            applied("a.M0001_A", "a.M0002_B", "a.M0003_S", "a.M0004_D"));
    for (Recorded recorded : whole) {
      Plan plan = migrate(audit(recorded, second));
      assertThat(plan.steps()).extracting(Step::action).containsExactly(Step.Action.MARK);
    }
    for (Recorded recorded :
        List.of(applied("a.M0003_S"), applied("a.M0001_A", "a.M0004_D"), applied("a.M0004_D"))) {
      assertThatThrownBy(() -> Preconditions.refuse(audit(recorded, second), row -> ""))
          .hasMessageContaining("partly       a.M0004_T");
    }
    assertThatThrownBy(
            () -> Preconditions.refuse(audit(applied("a.M0001_A", "a.M0004_D"), second), row -> ""))
        .hasMessageContaining(
            """
                  applied      a.M0001_A
                  not applied  a.M0002_B
                  applied      a.M0004_D
            """);
  }

  @Test
  void anotherThatComesBeforeTheSquashIsOutOfOrderWhereverTheSquashIs() {
    AvailableMigration late = available("a.M0002_Late");
    Recorded recorded = applied("a.M0001_A", "a.M0002_B", "a.M0003_C");
    assertThat(states(audit(recorded, late, SQUASH))).contains("M0002_Late out-of-order");
  }

  private static AvailableMigration squash(String id, String... replaced) {
    return squash(
        id,
        Arrays.stream(replaced)
            .map(one -> new Replaced(MigrationId.of(one), MigrationId.of(id)))
            .toArray(Replaced[]::new));
  }

  private static AvailableMigration squash(String id, Replaced... replaced) {
    AvailableMigration plain = available(id);
    return new AvailableMigration(
        plain.id(),
        null,
        plain.forwardSql(),
        plain.rollbackSql(),
        plain.checksum(),
        false,
        true,
        true,
        List.of(),
        List.of(replaced),
        null,
        null,
        List.of(),
        List.of());
  }

  private static Audit audit(Recorded recorded, AvailableMigration... available) {
    return Audit.of(List.of(available), List.of("0", "a"), recorded, PackageOrder.PACKAGES);
  }

  private static Plan migrate(Audit audit) {
    Preconditions.refuse(audit, row -> "");
    return Planner.forward(audit, Target.usual(), OutOfOrder.REFUSE, warning -> {});
  }

  private static Stream<String> states(Audit audit) {
    return audit.entries().stream().map(entry -> entry.id().name() + " " + entry.state().text());
  }
}

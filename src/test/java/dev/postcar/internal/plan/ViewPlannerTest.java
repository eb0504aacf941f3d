package dev.postcar.internal.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postcar.MigrationId;
import dev.postcar.OutOfOrder;
import dev.postcar.PackageOrder;
import dev.postcar.PostcarException;
import dev.postcar.Target;
import dev.postcar.internal.history.AppliedView;
import dev.postcar.internal.history.Recorded;
import dev.postcar.internal.source.AvailableMigration;
import dev.postcar.internal.source.AvailableView;
import dev.postcar.internal.source.Checksum;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Which views go down before a step and up after it. A plan is written {@code M2[-V-U M2 +U+V]},
 * dropped for good {@code !V}; the views' own step is {@code *}.
 */
final class ViewPlannerTest {

  private final List<AvailableMigration> migrations = new ArrayList<>();
  private final List<AvailableView> views = new ArrayList<>();
  private final List<AppliedView> up = new ArrayList<>();

  private ViewPlannerTest migration(String name, String... rebuilds) {
    migrations.add(
        new AvailableMigration(
            id(name),
            null,
            "select 1",
            "select 2",
            "v1:" + id(name),
            false,
            true,
            true,
            List.of(),
            List.of(),
            null,
            null,
            ids(rebuilds),
            List.of()));
    return this;
  }

  private ViewPlannerTest view(String name, String since, String until, String... uses) {
    views.add(
        new AvailableView(
            id(name),
            "up",
            "down " + name,
            "v1:" + name,
            Checksum.of("down " + name),
            ids(uses),
            since == null ? null : id(since),
            until == null ? null : id(until),
            null));
    return this;
  }

  private ViewPlannerTest up(String name, String... uses) {
    return old(name, "v1:" + name, uses);
  }

  private ViewPlannerTest old(String name, String checksum, String... uses) {
    up.add(new AppliedView(id(name), checksum, "down " + name, ids(uses)));
    return this;
  }

  private static MigrationId id(String name) {
    return MigrationId.of(
        name.indexOf('.') > 0 ? name : name.matches("\\d") ? "a.M000" + name + "_X" : "a." + name);
  }

  private static List<MigrationId> ids(String... names) {
    return Arrays.stream(names).map(ViewPlannerTest::id).toList();
  }

  private Audit audit(int applied) {
    String[] ids =
        migrations.subList(0, applied).stream()
            .map(one -> one.id().toString())
            .toArray(String[]::new);
    Recorded rows = Migrations.applied(ids);
    return Audit.of(
            migrations,
            List.of("a"),
            new Recorded(rows.version(), true, rows.generation(), null, rows.rows(), up),
            PackageOrder.PACKAGES)
        .withViews(views);
  }

  private String forward(int applied) {
    return text(Planner.forward(audit(applied), Target.usual(), OutOfOrder.REFUSE, warning -> {}));
  }

  private String back(int applied, int steps) {
    return text(RollbackPlanner.plan(audit(applied), Target.steps(steps)));
  }

  private static String text(Plan plan) {
    return plan.steps().stream().map(ViewPlannerTest::text).collect(Collectors.joining(" "));
  }

  private static String text(Step step) {
    StringBuilder text = new StringBuilder();
    step.views()
        .drops()
        .forEach(drop -> text.append(drop.again() ? "-" : "!").append(drop.id().name()));
    text.append(step.isMigration() ? step.id().name().substring(4, 5) : "*");
    step.views().raises().forEach(raise -> text.append('+').append(raise.id().name()));
    step.views().records().forEach(record -> text.append('=').append(record.id().name()));
    return text.toString();
  }

  @Test
  void newViewsGoUpInTheEndUsedOnesFirst() {
    migration("1").migration("2").view("A", "2", null, "B").view("B", "1", null);
    assertThat(forward(0)).isEqualTo("1 2 *+B+A");
    assertThat(forward(2)).isEqualTo("*+B+A");
  }

  @Test
  void aViewWaitsForItsSinceAndForWhatItUses() {
    migration("1").migration("2").view("A", null, null, "B").view("B", "2", null);
    Target one = Target.steps(1);
    assertThat(text(Planner.forward(audit(0), one, OutOfOrder.REFUSE, warning -> {})))
        .isEqualTo("1");
    assertThat(forward(1)).isEqualTo("2 *+B+A");
  }

  @Test
  void withoutSinceAViewWaitsForTheFirstMigrationOfItsPackage() {
    migration("1").view("A", null, null);
    assertThat(text(Planner.forward(audit(0), Target.steps(1), OutOfOrder.REFUSE, w -> {})))
        .isEqualTo("1 *+A");
    assertThat(back(1, 1)).isEqualTo("1");
    up("A");
    assertThat(back(1, 1)).isEqualTo("!A1");
  }

  @Test
  void nothingIsDoneWhereAllIsUpAsItsClassSays() {
    migration("1").view("A", "1", null).up("A");
    assertThat(forward(1)).isEmpty();
  }

  @Test
  void aDiamondIsRebuiltOnceEachDependentsFirst() {
    migration("1").migration("2", "A", "B");
    view("A", "1", null).view("B", null, null, "A").view("C", null, null, "A");
    view("D", null, null, "B", "C").view("E", null, null);
    up("A").up("B", "A").up("C", "A").up("D", "B", "C").up("E");
    assertThat(forward(1)).isEqualTo("-D-C-B-A2+A+B+C+D");
    assertThat(back(2, 1)).isEqualTo("-D-C-B-A2+A+B+C+D");
    assertThat(forward(2)).isEmpty();
  }

  @Test
  void aChainOfRebuildsIsDoneStepByStep() {
    migration("1").migration("2", "A").migration("3", "B");
    view("A", null, null).view("B", null, null, "A").up("A").up("B", "A");
    assertThat(forward(1)).isEqualTo("-B-A2+A+B -B3+B");
  }

  @Test
  void aChangedViewIsRebuiltWithItsDependentsByTheUsesOfWhatStands() {
    migration("1").view("A", null, null).view("B", null, null).view("C", null, null, "A");
    old("A", "old").old("B", "old", "A").up("C", "A");
    assertThat(forward(1)).isEqualTo("-C-B-A*+A+B+C");
  }

  @Test
  void whatIsRebuiltMayUseWhatIsNotUpYetOrChanged() {
    migration("1").migration("2", "A");
    view("A", null, null, "N", "O")
        .view("N", "1", null)
        .view("O", null, null)
        .view("P", null, null);
    old("A", "old").old("O", "old").old("P", "old");
    assertThat(forward(1)).isEqualTo("-O-A2+N+O+A -P*+P");
  }

  @Test
  void aViewWhoseNewSinceIsStillPendingStaysDownUntilThen() {
    migration("1").migration("2", "A").migration("3").view("A", "3", null);
    old("A", "old");
    assertThat(forward(1)).isEqualTo("!A2 3 *+A");
  }

  @Test
  void untilTakesAViewAndWhatUsesItDownInThatMigration() {
    migration("1").migration("2").migration("3").view("A", "1", "2").view("B", null, null, "A");
    assertThat(forward(0)).isEqualTo("1 2 3");
    up("A").up("B", "A");
    assertThat(forward(1)).isEqualTo("!B!A2 3");
    up.clear();
    assertThat(back(3, 3)).isEqualTo("3 2+A+B !B!A1");
  }

  @Test
  void aViewOfADeletedClassGoesDownBeforeTheFirstMigration() {
    migration("1").migration("2").view("B", null, null);
    up("A").old("B", "old", "A");
    assertThat(forward(2)).isEqualTo("-B!A*+B");
    assertThat(forward(1)).isEqualTo("-B!A2+B");
  }

  @Test
  void viewsOfOtherPackagesAreRebuiltByTheirStoredSqlAndLeftAloneOtherwise() {
    migration("1").migration("2", "A").view("A", null, null).up("A").up("b.Z", "A");
    assertThat(forward(1)).isEqualTo("-Z-A2+A+Z");
    assertThat(forward(2)).isEmpty();
  }

  @Test
  void aRollbackDropsWhatIsNoLongerActive() {
    migration("1")
        .migration("2")
        .view("A", "2", null)
        .view("B", null, null, "A")
        .view("C", "1", null);
    up("A").up("B", "A").up("C");
    assertThat(back(2, 1)).isEqualTo("!B!A2");
    assertThat(back(2, 2)).isEqualTo("!B!A2 !C1");
  }

  @Test
  void whatDropsAViewIsRecordedWhereItAloneHasChanged() {
    migration("1").view("A", null, null);
    up.add(new AppliedView(id("A"), "v1:A", "drop it otherwise", List.of()));
    assertThat(forward(1)).isEqualTo("*=A");
  }

  @Test
  void unknownNamesAreRefusedEachInALine() {
    migration("1", "Nope").view("A", "7", "8", "Gone");
    assertThatThrownBy(() -> forward(0))
        .isInstanceOf(PostcarException.Source.class)
        .hasMessageContaining("a.A: its @Uses names a.Gone, which is not a view")
        .hasMessageContaining("a.A: its @Since names a.M0007_X, which is not a migration")
        .hasMessageContaining("a.A: its @Until names a.M0008_X")
        .hasMessageContaining("a.M0001_X: its @Rebuilds names a.Nope, which is not a view");
  }

  @Test
  void aCircleIsPrinted() {
    migration("1").view("A", null, null, "B").view("B", null, null, "C").view("C", null, null, "B");
    assertThatThrownBy(() -> forward(0)).hasMessageContaining("in a circle: a.B → a.C → a.B.");
  }
}

package dev.postcar.internal.plan;

import static dev.postcar.internal.plan.Migrations.all;
import static dev.postcar.internal.plan.Migrations.available;
import static dev.postcar.internal.plan.Migrations.ids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postcar.MigrationId;
import dev.postcar.PackageOrder;
import dev.postcar.PostcarException;
import dev.postcar.internal.source.AvailableMigration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class DependencyOrderTest {

  private static final Squashes NO_SQUASHES = Squashes.of(List.of(), Map.of());

  @Test
  void withoutRequiresPackagesFollowEachOtherAsConfigured() {
    assertThat(order(all("b.M0001_X", "b.M0002_X", "a.M0001_X")))
        .containsExactly("b.M0001_X", "b.M0002_X", "a.M0001_X");
  }

  @Test
  void aRequiredMigrationOfALaterPackageComesForwardWithAllBeforeIt() {
    assertThat(
            order(
                List.of(
                    available("a.M0001_X"),
                    available("a.M0002_X", "b.M0002_X"),
                    available("a.M0003_X"),
                    available("b.M0001_X"),
                    available("b.M0002_X"),
                    available("b.M0003_X"))))
        .containsExactly(
            "a.M0001_X", "b.M0001_X", "b.M0002_X", "a.M0002_X", "a.M0003_X", "b.M0003_X");
  }

  @Test
  void addingARequireThatHoldsAlreadyMovesNothing() {
    List<AvailableMigration> before = all("a.M0001_X", "a.M0002_X", "b.M0001_X", "b.M0002_X");
    List<AvailableMigration> after =
        List.of(before.get(0), before.get(1), before.get(2), available("b.M0002_X", "a.M0001_X"));
    assertThat(order(after)).isEqualTo(order(before));
  }

  @Test
  void bySequenceThePackagesAreInterleaved() {
    assertThat(
            ids(
                DependencyOrder.of(
                    all("a.M0001_X", "a.M0003_X", "b.M0001_X", "b.M0002_X"),
                    Set.of(),
                    NO_SQUASHES,
                    PackageOrder.SEQUENCE)))
        .containsExactly("a.M0001_X", "b.M0001_X", "b.M0002_X", "a.M0003_X");
  }

  @Test
  void aCycleIsPrinted() {
    assertThatThrownBy(
            () ->
                order(
                    List.of(
                        available("a.M0001_X", "b.M0001_X"), available("b.M0001_X", "a.M0001_X"))))
        .isInstanceOf(PostcarException.Source.class)
        .hasMessageContaining("a.M0001_X → b.M0001_X → a.M0001_X");
  }

  @Test
  void requiringALaterOneOfItsOwnPackageIsACycle() {
    assertThatThrownBy(
            () -> order(List.of(available("a.M0001_X", "a.M0002_X"), available("a.M0002_X"))))
        .isInstanceOf(PostcarException.Source.class)
        .hasMessageContaining("circle");
  }

  @Test
  void anUnknownRequireIsRefusedUnlessTheDatabaseHasIt() {
    List<AvailableMigration> migrations = List.of(available("a.M0001_X", "gone.M0001_X"));
    assertThatThrownBy(() -> order(migrations))
        .isInstanceOf(PostcarException.Source.class)
        .hasMessageContaining("a.M0001_X requires gone.M0001_X");
    assertThat(
            ids(
                DependencyOrder.of(
                    migrations,
                    Set.of(MigrationId.of("gone.M0001_X")),
                    NO_SQUASHES,
                    PackageOrder.PACKAGES)))
        .containsExactly("a.M0001_X");
  }

  @Test
  void aChainOfTenThousandRequiresIsOrdered() {
    List<AvailableMigration> chain = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      String next = "p" + (i + 1) + ".M0001_X";
      chain.add(
          i == 9_999 ? available("p" + i + ".M0001_X") : available("p" + i + ".M0001_X", next));
    }
    assertThat(order(chain)).hasSize(10_000).startsWith("p9999.M0001_X").endsWith("p0.M0001_X");
  }

  private static List<String> order(List<AvailableMigration> migrations) {
    return ids(DependencyOrder.of(migrations, Set.of(), NO_SQUASHES, PackageOrder.PACKAGES));
  }
}

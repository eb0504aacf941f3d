package dev.postcar.internal.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.postcar.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each kind of change is seen, named as a person would name it, and gone when it is undone. */
final class CatalogSnapshotTest {

  private static TestDatabase database;

  @BeforeAll
  static void createSchema() {
    database = new TestDatabase();
    database.execute(DdlCase.setup());
  }

  @AfterAll
  static void dropIt() {
    database.execute("drop owned by snap_owner, snap_reader");
    database.close();
    database.server().execute("drop role snap_owner, snap_reader");
  }

  static List<DdlCase> cases() {
    return DdlCase.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aChangeIsNamedAndGoneWhenUndone(DdlCase change) throws SQLException {
    try (Connection connection = database.connect()) {
      assumeTrue(connection.getMetaData().getDatabaseMajorVersion() >= change.since());
      CatalogSnapshot before = CatalogSnapshot.of(connection, Set.of());
      database.execute(change.change());
      CatalogSnapshot changed = CatalogSnapshot.of(connection, Set.of());
      database.execute(change.undo());
      CatalogSnapshot after = CatalogSnapshot.of(connection, Set.of());
      assertThat(CatalogDiff.between(before, changed).differences())
          .extracting(CatalogDiff.Difference::object)
          .hasSameElementsAs(change.objects());
      assertThat(changed.objects().toString()).doesNotContain("geheim");
      assertThat(CatalogDiff.between(before, after))
          .isEqualTo(new CatalogDiff(List.of(), List.of()));
      assertThat(after.objects()).isEqualTo(before.objects());
    }
  }
}

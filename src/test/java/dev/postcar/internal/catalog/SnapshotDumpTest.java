package dev.postcar.internal.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.postcar.Postcar;
import dev.postcar.Target;
import dev.postcar.internal.restore.InstalledPostgres;
import dev.postcar.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two databases have equal snapshots exactly when {@code pg_dump --schema-only} says the same. */
final class SnapshotDumpTest {

  /** Each dump takes half a second: all of them with -Pfaults, else a ninth. */
  private static final int STRIDE = Integer.getInteger("faults.scale", 1) > 1 ? 1 : 9;

  @TempDir static Path directory;
  private static InstalledPostgres postgres;

  private final Map<String, String> snapshotOf = new HashMap<>();
  private final Map<String, String> dumpOf = new HashMap<>();
  private final Map<String, String> stateOf = new HashMap<>();
  private final List<String> faults = new ArrayList<>();

  @BeforeAll
  static void startServer() throws IOException {
    Optional<Path> home = InstalledPostgres.home();
    assumeTrue(home.isPresent(), "no PostgreSQL is installed here");
    postgres = InstalledPostgres.start(home.get(), directory);
  }

  @AfterAll
  static void stopServer() {
    if (postgres != null) {
      postgres.close();
    }
  }

  @Test
  void equalAsTheDumpsAreAfterEachKindOfChange() throws IOException, SQLException {
    try (TestDatabase database = new TestDatabase(postgres.server());
        Connection connection = database.connect()) {
      database.execute(DdlCase.setup());
      look(database, "nothing");
      List<DdlCase> all = DdlCase.all();
      for (int i = 0; i < all.size(); i += STRIDE) {
        DdlCase change = all.get(i);
        if (connection.getMetaData().getDatabaseMajorVersion() < change.since()
            || change.name().equals("an extension")) {
          continue;
        }
        database.execute(change.change());
        look(database, change.name());
        database.execute(change.undo());
      }
      look(database, "all undone");
      assertThat(faults).isEmpty();
      assertThat(snapshotOf).hasSizeGreaterThan(120 / STRIDE);
    }
  }

  @Test
  void equalAsTheDumpsAreAfterEachMigrationOfTheSample() throws IOException, SQLException {
    try (TestDatabase database = new TestDatabase(postgres.server());
        Postcar postcar =
            Postcar.on(database.dataSource())
                .packages("shop.migrations", "billing.migrations")
                .sources(Path.of("migrations-sample"))) {
      List<String> ids =
          postcar.migrate().applied().stream().map(done -> done.id().toString()).toList();
      for (int i = ids.size() - 1; i >= 0; i--) {
        look(database, "after " + ids.get(i));
        postcar.rollback(Target.steps(1));
      }
      look(database, "nothing");
      for (String id : ids) {
        postcar.migrate(Target.to(id));
        look(database, "after " + id);
      }
      assertThat(faults).isEmpty();
      assertThat(snapshotOf).hasSizeGreaterThan(10);
    }
  }

  private void look(TestDatabase database, String state) throws IOException, SQLException {
    String dump = postgres.dump(database.name());
    CatalogSnapshot snapshot;
    try (Connection connection = database.connect()) {
      snapshot = CatalogSnapshot.of(connection, Set.of("_postcar"));
    }
    String text = snapshot.objects() + "\n" + snapshot.columns();
    String earlier = snapshotOf.putIfAbsent(dump, text);
    if (earlier != null && !earlier.equals(text)) {
      faults.add(state + ": dump as before, snapshot not: " + stateOf.get(dump));
    }
    String before = dumpOf.putIfAbsent(text, dump);
    if (before != null && !before.equals(dump)) {
      faults.add(state + ": snapshot as before, dump not: " + difference(before, dump));
    }
    stateOf.putIfAbsent(dump, state);
  }

  private static String difference(String before, String after) {
    List<String> lines = new ArrayList<>(after.lines().toList());
    lines.removeAll(before.lines().toList());
    return String.join("\n", lines);
  }
}

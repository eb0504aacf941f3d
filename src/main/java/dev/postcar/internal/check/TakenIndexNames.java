package dev.postcar.internal.check;

import dev.postcar.Direction;
import dev.postcar.internal.source.AvailableMigration;
import dev.postcar.internal.sql.CreatedIndex;
import dev.postcar.internal.sql.SqlScript;
import dev.postcar.internal.sql.Statement;
import dev.postcar.result.Finding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Indexes of one package that get the name of an earlier one, which nothing drops in between. */
final class TakenIndexNames {

  /** Statements after which a name may be free again, or be looked for in another schema. */
  private static final Set<String> MAY_FREE =
      Set.of("drop", "alter", "do", "call", "select", "set", "reset", "with");

  private final Map<String, String> taken = new HashMap<>();
  private final List<Finding> found = new ArrayList<>();

  private TakenIndexNames() {}

  /** In the order in which they run. */
  static List<Finding> of(List<AvailableMigration> ofPackage) {
    TakenIndexNames names = new TakenIndexNames();
    for (AvailableMigration migration : ofPackage) {
      if (migration.forwardSql() == null) {
        names.taken.clear();
      } else {
        SqlScript.statements(migration.forwardSql()).forEach(one -> names.see(migration, one));
      }
    }
    return names.found;
  }

  private void see(AvailableMigration migration, Statement statement) {
    String first = statement.words().isEmpty() ? "" : statement.words().get(0);
    if (MAY_FREE.contains(first)) {
      taken.clear();
    }
    CreatedIndex index = CreatedIndex.of(statement);
    if (index != null && !index.name().isEmpty() && !index.ifNotExists()) {
      String earlier = taken.putIfAbsent(index.identity(), migration.id().name());
      if (earlier != null) {
        found.add(
            new Finding(
                migration.id().toString(),
                "index",
                "%s: %s already creates an index named %s. Rename one of them."
                    .formatted(
                        migration.place(Direction.FORWARD).line(statement.line()),
                        earlier.equals(migration.id().name()) ? "this migration" : earlier,
                        index.catalogName())));
      }
    }
  }
}

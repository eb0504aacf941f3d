package dev.postcar.internal.operation;

import dev.postcar.MigrationId;
import dev.postcar.PostcarException;
import dev.postcar.Target;
import dev.postcar.internal.catalog.CatalogDiff;
import dev.postcar.internal.catalog.CatalogSnapshot;
import dev.postcar.internal.catalog.RowCounts;
import dev.postcar.internal.scratch.ScratchDatabase;
import dev.postcar.internal.scratch.ScratchLimit;
import dev.postcar.internal.source.edit.Squash;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Tries a squash on a scratch database: it must lead where its parts lead, and its rollback back to
 * where it began.
 */
final class SquashRehearsal {

  private static final int SHOWN = 10;

  private final ScratchDatabase scratch;
  private final Squash squash;
  private final Set<String> excluded;

  /**
   * A rehearsal that has not started.
   *
   * @param scratch an empty database
   * @param namespace the bookkeeping's schema, which is not compared
   */
  SquashRehearsal(ScratchDatabase scratch, Squash squash, String namespace) {
    this.scratch = scratch;
    this.squash = squash;
    this.excluded = Set.of(namespace);
  }

  /** What a database is like. */
  private record Picture(CatalogSnapshot catalog, Map<String, Long> rows) {}

  /**
   * Runs all migrations, first with the parts, then with the squash.
   *
   * @param before works on the scratch database with the parts; to be closed
   * @param after works on it with the squash; to be closed
   * @param order the migrations as they run with the squash
   * @throws PostcarException.Refusal if one of both fails, or they lead to different ends
   */
  public void run(
      Supplier<OperationContext> before,
      Supplier<OperationContext> after,
      List<MigrationId> order) {
    try {
      Picture wanted;
      try (OperationContext postcar = before.get()) {
        forward(postcar, Target.usual(), "The migrations already fail on an empty database");
      }
      wanted = picture();
      scratch.empty();
      try (OperationContext postcar = after.get()) {
        thereAndBack(postcar, order.indexOf(squash.id()), order);
        forward(
            postcar,
            Target.usual(),
            "A migration after the squash fails, but succeeded before the change");
      }
      Picture found = picture();
      compare(
          "It does not produce the same schema as its parts", wanted.catalog(), found.catalog());
      compareRows(wanted.rows(), found.rows());
    } catch (SQLException e) {
      throw new PostcarException.Connection(
          "The scratch database cannot be read: " + e.getMessage() + ".", e);
    }
  }

  private void thereAndBack(OperationContext postcar, int place, List<MigrationId> order)
      throws SQLException {
    if (place > 0) {
      forward(
          postcar,
          Target.to(order.get(place - 1).toString()),
          "A migration before the squash fails, but succeeded before the change");
    }
    CatalogSnapshot before = picture().catalog();
    forward(
        postcar, Target.to(squash.id().toString()), "It fails, but its parts succeed one by one");
    if (squash.rollbackSql() != null) {
      try {
        new RollbackOperation(postcar).run(Target.only(squash.id().toString()));
      } catch (PostcarException.MigrationFailed e) {
        throw refused("Its rollback fails: " + reason(e), e);
      }
      compare("Its rollback does not restore the schema", before, picture().catalog());
    }
  }

  private static void forward(OperationContext postcar, Target target, String problem) {
    try {
      new MigrateOperation(postcar).run(target);
    } catch (PostcarException.MigrationFailed e) {
      ScratchLimit.in(e)
          .ifPresent(
              missing -> {
                throw missing;
              });
      String advice =
          e.getCause() instanceof SQLException sql && "55P04".equals(sql.getSQLState())
              ? "\nA new value of an enum cannot be used in the transaction that adds it: squash up"
                  + " to the migration that adds it, and from the one that uses it."
              : "";
      throw refused(problem + ": " + reason(e) + advice, e);
    }
  }

  private static String reason(PostcarException e) {
    return e.commandLineMessage().lines().limit(6).collect(Collectors.joining("\n  "));
  }

  private static PostcarException refused(String why, Exception cause) {
    return new PostcarException.Refusal(
        "Refused: the squash was tried on a scratch database. Nothing was changed.\n  " + why,
        cause,
        null);
  }

  private Picture picture() throws SQLException {
    try (Connection connection = scratch.connect()) {
      return new Picture(
          CatalogSnapshot.of(connection, excluded), RowCounts.of(connection, excluded));
    }
  }

  private static void compare(String problem, CatalogSnapshot before, CatalogSnapshot after) {
    CatalogDiff diff = CatalogDiff.between(before, after);
    if (!diff.isEmpty()) {
      List<String> lines =
          Stream.concat(diff.differences().stream(), diff.columnOrder().stream())
              .map(one -> "\n  " + one.object() + ": " + one.before() + " → " + one.after())
              .toList();
      String more = lines.size() > SHOWN ? "\n  … and " + (lines.size() - SHOWN) + " more" : "";
      throw refused(
          problem + ":" + lines.stream().limit(SHOWN).collect(Collectors.joining()) + more, null);
    }
  }

  private static void compareRows(Map<String, Long> before, Map<String, Long> after) {
    String lines =
        before.entrySet().stream()
            .filter(table -> !table.getValue().equals(after.get(table.getKey())))
            .limit(SHOWN)
            .map(
                table ->
                    "\n  %s: %d → %d rows"
                        .formatted(table.getKey(), table.getValue(), after.get(table.getKey())))
            .collect(Collectors.joining());
    if (!lines.isEmpty()) {
      throw refused("It does not produce the same number of rows as its parts:" + lines, null);
    }
  }
}

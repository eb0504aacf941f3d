package dev.postcar.internal.plan;

import dev.postcar.Direction;
import dev.postcar.MigrationId;
import dev.postcar.PostcarException;
import dev.postcar.Target;
import dev.postcar.internal.history.AppliedMigration;
import dev.postcar.internal.history.Recorded;
import dev.postcar.internal.history.RowState;
import dev.postcar.internal.source.AvailableMigration;
import dev.postcar.internal.source.Replaced;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Works out what builds a database again: what is applied to it, in the order of application. */
public final class RebuildPlanner {

  private RebuildPlanner() {}

  /**
   * One of the migrations that built a database.
   *
   * @param row its history row there
   * @param migration its class; where that is gone or was changed, what the history has stored
   * @param stored whether it is what the history has stored
   */
  public record Part(AppliedMigration row, AvailableMigration migration, boolean stored) {}

  /**
   * Lists them.
   *
   * @param recorded what the database remembers
   * @param available the classes there are
   * @param stored reads the forward SQL of a row as it was applied
   * @return in the order of application; of any package
   * @throws PostcarException.Refusal if one was code whose class is gone
   */
  public static List<Part> parts(
      Recorded recorded,
      List<AvailableMigration> available,
      Function<AppliedMigration, String> stored) {
    Map<MigrationId, AvailableMigration> classes =
        available.stream()
            .collect(Collectors.toMap(AvailableMigration::id, Function.identity(), (a, b) -> a));
    Set<MigrationId> standing = new HashSet<>();
    recorded.rows().stream().filter(AppliedMigration::stands).forEach(r -> standing.add(r.id()));
    List<Part> parts = new ArrayList<>();
    for (AppliedMigration row : recorded.rows()) {
      AvailableMigration found = classes.get(row.id());
      if (row.stands() && !isRecordedSquash(row, found, standing)) {
        boolean same = found != null && Objects.equals(found.checksum(), row.checksum());
        parts.add(new Part(row, same ? found : asStored(row, stored.apply(row)), !same));
      }
    }
    return parts;
  }

  /** A squash that was only recorded has built nothing: what it stands for has. */
  private static boolean isRecordedSquash(
      AppliedMigration row, AvailableMigration found, Set<MigrationId> standing) {
    return row.state() == RowState.MARKED
        && found != null
        && found.replaces().stream().map(Replaced::id).anyMatch(standing::contains);
  }

  private static AvailableMigration asStored(AppliedMigration row, String sql) {
    if (row.code() || sql == null) {
      throw new PostcarException.Refusal(
          "Refused: "
              + row.id()
              + " was applied as Java code, and its class is missing or has changed, so it cannot"
              + " be replayed. Nothing was changed. Next: restore the class.");
    }
    return new AvailableMigration(
        row.id(),
        null,
        sql,
        null,
        row.checksum(),
        false,
        false,
        !row.outside(),
        List.of(),
        List.of(),
        null,
        null,
        List.of(),
        List.of());
  }

  /**
   * Plans to apply some of them.
   *
   * @param parts in the order in which they are to run
   * @param recorded what the database that is built remembers
   * @return what is left to do
   */
  public static Plan plan(List<Part> parts, Recorded recorded) {
    Map<MigrationId, AppliedMigration> rows = recorded.byId();
    List<Step> steps =
        parts.stream()
            .map(Part::migration)
            .filter(one -> !rows.containsKey(one.id()))
            .map(one -> new Step(one.id(), Step.Action.RUN, Direction.FORWARD, one, null, false))
            .toList();
    return new Plan(Direction.FORWARD, Target.Mode.EACH, steps, steps.size());
  }
}

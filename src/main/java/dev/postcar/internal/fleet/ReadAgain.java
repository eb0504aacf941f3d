package dev.postcar.internal.fleet;

import dev.postcar.PostcarException;
import dev.postcar.Target;
import dev.postcar.internal.operation.OperationContext;
import dev.postcar.internal.operation.StatusOperation;
import dev.postcar.result.FleetResult.State;
import dev.postcar.result.MigrationResult;
import dev.postcar.result.StatusResult;
import dev.postcar.result.StatusResult.MigrationInfo;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A target is done only when its history was read again and says so. */
final class ReadAgain {

  private ReadAgain() {}

  /** Reads the history again: only that says whether a target is done. */
  static Outcome seen(
      OperationContext context,
      Target target,
      List<MigrationResult> done,
      int pending,
      boolean applied) {
    if (target.mode() == Target.Mode.DRY_RUN) {
      return new Outcome(State.DONE, done.size(), pending, List.of());
    }
    StatusResult status = StatusOperation.run(context);
    Set<String> recorded = new HashSet<>();
    for (MigrationInfo one : status.migrations()) {
      if (!one.state().isPending()) {
        recorded.add(one.id());
      }
    }
    List<String> otherwise =
        done.stream()
            .map(MigrationResult::id)
            .map(String::valueOf)
            .filter(id -> recorded.contains(id) != applied)
            .toList();
    if (!otherwise.isEmpty() || status.pending() != pending) {
      throw new PostcarException.Refusal(
          """
          The history was read again after the run, and does not show what the run did%s.
          State: %d pending, and not %d.
          Next: run "postcar status", then rerun the command."""
              .formatted(
                  otherwise.isEmpty() ? "" : ": " + String.join(", ", otherwise),
                  status.pending(),
                  pending),
          null,
          null);
    }
    return new Outcome(State.DONE, done.size(), pending, List.of());
  }
}

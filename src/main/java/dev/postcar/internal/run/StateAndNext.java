package dev.postcar.internal.run;

import dev.postcar.Direction;
import dev.postcar.MigrationId;
import dev.postcar.Target;
import dev.postcar.internal.history.AppliedMigration;
import dev.postcar.internal.history.RowState;
import dev.postcar.internal.plan.Plan;
import dev.postcar.internal.plan.Step;
import dev.postcar.result.MigrationResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The last lines of a run that ended early: what state the database is in, and which command
 * continues exactly what was planned.
 */
final class StateAndNext {

  private final RunProgress progress;
  private final Plan plan;
  private final boolean back;

  StateAndNext(RunProgress progress) {
    this.progress = progress;
    this.plan = progress.plan();
    this.back = plan.direction() == Direction.ROLLBACK;
  }

  /** What a history row says of a step that was sent. */
  enum Shown {
    /** It came to its end. */
    DONE,
    /** It was started outside a transaction, and not finished. */
    INTERRUPTED,
    /** Nothing of it is there, or it was compensated. */
    NOT_DONE
  }

  /**
   * Reads a row.
   *
   * @param row of that migration; null where there is none
   */
  static Shown of(AppliedMigration row, Step step) {
    if (row == null) {
      return Shown.NOT_DONE;
    }
    if (row.state() == RowState.STARTED || row.state() == RowState.REVERTING) {
      return Shown.INTERRUPTED;
    }
    return switch (step.action()) {
      case ACCEPT ->
          step.available().checksum() != null && step.available().checksum().equals(row.checksum())
              ? Shown.DONE
              : Shown.NOT_DONE;
      default ->
          (step.direction() == Direction.ROLLBACK) == (row.state() == RowState.REVERTED)
              ? Shown.DONE
              : Shown.NOT_DONE;
    };
  }

  /** What became of a step whose transaction was rolled back. */
  String undone(Step step) {
    if (!step.isMigration()) {
      return "the views are as before";
    }
    String name = name(step.id());
    if (step.isInterrupted()) {
      return name + " is still interrupted";
    }
    if (back) {
      return name + " is still applied";
    }
    if (step.runs()) {
      return name + " was rolled back completely";
    }
    return name + (step.action() == Step.Action.ACCEPT ? " was not accepted" : " was not recorded");
  }

  /**
   * What the database shows, as one line.
   *
   * @param failed the step that ended the run; null where it ended between two
   * @param ofFailed what became of that step; null where it is not to be named
   */
  String state(Step failed, String ofFailed) {
    if (plan.mode() != Target.Mode.EACH) {
      return "State: everything ran in one transaction, which was rolled back. "
          + (progress.isUpgraded() ? "No migration was changed." : "Nothing was changed.");
    }
    List<String> others = ofFailed == null ? inAll() : otherSteps(failed);
    String rest = String.join("; ", others);
    return "State: "
        + (ofFailed == null ? rest : ofFailed + (rest.isEmpty() ? "" : ". " + capital(rest)))
        + ".";
  }

  /** Where no migration stands out. */
  private List<String> inAll() {
    int did = done();
    int left = migrations().size() - did;
    if (did == 0) {
      return List.of(progress.isUpgraded() ? "no migration was changed" : "nothing was changed");
    }
    List<String> counts = new ArrayList<>();
    counts.add(count(did, "migration was ", "migrations were ") + verb());
    if (left > 0) {
      counts.add(back ? left + toBeRolledBack(left) : left + " did not run");
    }
    return counts;
  }

  /** How the migrations before and after the one that failed stand. */
  private List<String> otherSteps(Step failed) {
    int did = done();
    List<String> counts = new ArrayList<>();
    if (back) {
      int left = migrations().size() - did;
      if (did > 0) {
        counts.add(count(did, "migration was", "migrations were") + " rolled back");
      }
      if (left > 1) {
        counts.add(left + toBeRolledBack(left));
      }
      return counts;
    }
    int left = migrations().size() - did - (failed != null && failed.isMigration() ? 1 : 0);
    if (did > 0) {
      counts.add(count(did, "earlier migration stays ", "earlier migrations stay ") + verb());
    }
    if (left > 0 && did > 0) {
      counts.add(count(left, "later one did", "later ones did") + " not run");
    } else if (left > 0) {
      counts.add(count(left, "later migration did", "later migrations did") + " not run");
    }
    return counts;
  }

  private String verb() {
    return back
        ? "rolled back"
        : plan.steps().stream().anyMatch(Step::runs) ? "applied" : "recorded";
  }

  private static String toBeRolledBack(int left) {
    return (left == 1 ? " is" : " are") + " still to be rolled back";
  }

  /**
   * The command that does what is left of the plan, and no more.
   *
   * @return in quotes, or "the command" where all of it is left
   */
  String command() {
    return command(left());
  }

  /** The ways out of an interruption, and what is to be run after that. */
  String withTheRest(Step interrupted, String ways) {
    List<MigrationId> left = left();
    left.remove(interrupted.id());
    return left.isEmpty()
        ? ways
        : ways.replaceFirst("\\.$", "") + "; then " + command(left) + " for the rest.";
  }

  /** How the other migrations stand, as a sentence after a blank; empty where there are none. */
  String others(Step failed) {
    String rest = String.join("; ", otherSteps(failed));
    return rest.isEmpty() ? "" : " " + capital(rest) + ".";
  }

  private List<MigrationId> left() {
    List<MigrationId> left = new ArrayList<>(migrations());
    Set<String> done =
        progress.done().stream().map(MigrationResult::id).collect(Collectors.toSet());
    left.removeIf(id -> done.contains(id.toString()));
    return left;
  }

  private String command(List<MigrationId> left) {
    String operation = progress.operation();
    if (plan.mode() != Target.Mode.EACH) {
      return "the command";
    }
    String words =
        switch (operation) {
          case "migrate" ->
              plan.pendingAfter(migrations().size()) == 0 || left.isEmpty()
                  ? ""
                  : " --to " + name(left.get(left.size() - 1));
          case "rollback" -> rollback(left);
          default -> left.stream().map(id -> " " + name(id)).collect(Collectors.joining());
        };
    return words == null ? "the command" : "\"postcar " + operation + words + "\"";
  }

  /** The bare command would undo whatever is the newest then. */
  private String rollback(List<MigrationId> left) {
    if (left.size() == 1) {
      return " " + name(left.get(0));
    }
    if (left.isEmpty()) {
      return null;
    }
    return progress.kept() == null ? " --all" : " --to " + name(progress.kept());
  }

  /** The simple name where it can only mean this migration. */
  String name(MigrationId id) {
    boolean shared =
        progress.known().stream()
            .anyMatch(other -> other.name().equals(id.name()) && !other.equals(id));
    return shared ? id.toString() : id.name();
  }

  /** How many of the plan's migrations are done. */
  private int done() {
    Set<String> planned =
        migrations().stream().map(MigrationId::toString).collect(Collectors.toSet());
    return (int) progress.done().stream().filter(one -> planned.contains(one.id())).count();
  }

  private List<MigrationId> migrations() {
    return plan.steps().stream().filter(Step::isMigration).map(Step::id).toList();
  }

  static String count(int count, String one, String many) {
    return count + " " + (count == 1 ? one : many);
  }

  private static String capital(String text) {
    return text.isEmpty() ? "" : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }
}

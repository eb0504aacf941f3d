package dev.postcar.result;

import java.util.List;
import java.util.Locale;

/**
 * What an operation did on the targets of a fleet.
 *
 * @param operation such as {@code migrate}
 * @param targets in their order, those that were not tried as well
 * @param signal the signal that ended it early; 0 for none
 * @param durationMs milliseconds of the whole operation, by the client's clock
 */
public record FleetResult(String operation, List<TargetResult> targets, int signal, long durationMs)
    implements Result {

  /** What has become of a target. */
  public enum State {
    /** It is where it should be, and its history was read again. */
    DONE,
    /** There was nothing to do. */
    NOTHING,
    /** Something is pending or differs. */
    FOUND,
    /** A migration or a hook failed. */
    FAILED,
    /** The state of the database, or another runner, did not allow it. */
    REFUSED,
    /** No connection. */
    UNREACHABLE,
    /** It was not started. */
    NOT_TRIED;

    /**
     * The name that people and JSON see.
     *
     * @return for example {@code not-tried}
     */
    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Takes a copy. */
  public FleetResult {
    targets = List.copyOf(targets);
  }

  /**
   * What an operation did on one target.
   *
   * @param name its name in the fleet
   * @param group its group; the empty text for none
   * @param schema its schema; null for a whole database
   * @param state what has become of it
   * @param count how many migrations were applied or rolled back
   * @param pending how many are left to do; null where that was not seen
   * @param findings what was found or would be done, a line each
   * @param failure why it is not done; null if it is
   * @param durationMs milliseconds, by the client's clock
   */
  public record TargetResult(
      String name,
      String group,
      String schema,
      State state,
      int count,
      Integer pending,
      List<String> findings,
      Failure failure,
      long durationMs) {

    /** Takes a copy. */
    public TargetResult {
      findings = List.copyOf(findings);
    }
  }

  /**
   * Why a target is not done.
   *
   * @param kind as in the JSON of a failed command, such as {@code refusal}
   * @param message what the same command on this target alone would have said
   * @param sqlstate the server's; null where it said nothing
   * @param migration the full name of the one that failed; null for none
   */
  public record Failure(String kind, String message, String sqlstate, String migration) {}

  /**
   * Counts targets.
   *
   * @param state what has become of them
   * @return how many
   */
  public long count(State state) {
    return targets.stream().filter(target -> target.state() == state).count();
  }

  /**
   * The exit code that the command line ends with.
   *
   * @return 0 if all are where they should be; 1 if a migration failed; 3 if none could be reached;
   *     6 if it is otherwise incomplete or something was found; 130 or 143 after a signal
   */
  public int exitCode() {
    if (signal > 0) {
      return 128 + signal;
    }
    if (count(State.FAILED) > 0) {
      return 1;
    }
    if (count(State.DONE) + count(State.NOTHING) == targets.size()) {
      return 0;
    }
    long lost = count(State.UNREACHABLE);
    return lost > 0 && lost + count(State.NOT_TRIED) == targets.size() ? 3 : 6;
  }
}

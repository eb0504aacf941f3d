package dev.postcar.result;

import dev.postcar.MigrationState;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;

/**
 * Every migration with its state.
 *
 * @param database the database's name
 * @param server the server it is on
 * @param namespace the bookkeeping schema's name
 * @param pending how many migrations a migrate has to do
 * @param viewsPending how many managed views a migrate would change now
 * @param migrations in the order in which they run
 * @param views the managed views, by name; none where a class or file is faulty
 * @param unreadable the full names of migrations that are not recorded and whose class or file is
 *     faulty: nothing else is known of them
 */
public record StatusResult(
    String database,
    ServerAddress server,
    String namespace,
    int pending,
    int viewsPending,
    List<MigrationInfo> migrations,
    List<ViewInfo> views,
    List<String> unreadable)
    implements Result {

  /**
   * One managed view.
   *
   * @param id its full name
   * @param up whether it is there
   * @param next what a migrate would do to it now; null for nothing
   */
  public record ViewInfo(String id, boolean up, ViewChange.Outcome next) {

    /** What it is, such as {@code to rebuild}. */
    public String state() {
      if (next == null) {
        return up ? "up to date" : "inactive";
      }
      return switch (next) {
        case CREATED -> "to create";
        case RECREATED -> "to rebuild";
        case DROPPED -> "to drop";
      };
    }
  }

  /**
   * One migration.
   *
   * @param id its full name
   * @param packageName its Java package
   * @param name its simple class name
   * @param sequence its number
   * @param state what it is
   * @param checksum of its SQL; null for a code migration without a version
   * @param appliedAt when it was applied, by the server's clock; null where it is not
   * @param durationMs how long that took, in milliseconds; null where it is not applied, or
   *     interrupted
   * @param marked whether it was recorded as applied without running
   * @param revertedAt when it was rolled back; null where it was not, or is applied again
   */
  public record MigrationInfo(
      String id,
      String packageName,
      String name,
      BigInteger sequence,
      MigrationState state,
      String checksum,
      Instant appliedAt,
      Long durationMs,
      boolean marked,
      Instant revertedAt) {

    /** Its state in a word; {@code marked} for what was applied without running. */
    public String stateText() {
      return marked && state == MigrationState.APPLIED ? "marked" : state.text();
    }
  }
}

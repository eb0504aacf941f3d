package dev.postcar.result;

import dev.postcar.MigrationState;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;

/**
 * Every migration with its state.
 *
 * @param database the database's name
 * @param namespace the bookkeeping schema's name
 * @param pending how many a migrate has to do
 * @param migrations in the order in which they run
 * @param views the managed views, by name
 */
public record StatusResult(
    String database,
    String namespace,
    int pending,
    List<MigrationInfo> migrations,
    List<ViewInfo> views)
    implements Result {

  /**
   * One managed view.
   *
   * @param id its full name
   * @param up whether it is there
   * @param next what a migrate would do to it now; null for nothing
   */
  public record ViewInfo(String id, boolean up, ViewChange.Outcome next) {}

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
   */
  public record MigrationInfo(
      String id,
      String packageName,
      String name,
      BigInteger sequence,
      MigrationState state,
      String checksum,
      Instant appliedAt,
      Long durationMs) {}
}

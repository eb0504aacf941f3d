package dev.postcar;

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
 */
public record StatusResult(
    String database, String namespace, int pending, List<MigrationInfo> migrations) {

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
   * @param durationMs how long that took, in milliseconds; null where it is not applied
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

package dev.postcar.internal.plan;

import dev.postcar.MigrationId;
import dev.postcar.internal.history.AppliedMigration;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The last migration of each package that stands; only found out where something is pending. */
final class NewestApplied {

  private final List<AppliedMigration> rows;
  private final Squashes squashes;
  private Map<String, BigInteger> ofPackage;

  NewestApplied(List<AppliedMigration> rows, Squashes squashes) {
    this.rows = rows;
    this.squashes = squashes;
  }

  /** Returns whether one that comes after a migration stands already. */
  boolean isBeyond(MigrationId id) {
    if (ofPackage == null) {
      ofPackage = find();
    }
    BigInteger newest = ofPackage.get(id.packageName());
    return newest != null && id.sequenceNumber().compareTo(newest) < 0;
  }

  private Map<String, BigInteger> find() {
    Map<String, BigInteger> found = new HashMap<>();
    for (AppliedMigration row : rows) {
      if (row.stands()) {
        // A replaced one counts where its squash does.
        MigrationId at = squashes.hasOrAwaits(row) ? squashes.squashOf(row.id()) : row.id();
        found.merge(at.packageName(), at.sequenceNumber(), BigInteger::max);
      }
    }
    return found;
  }
}

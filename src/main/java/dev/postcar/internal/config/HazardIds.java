package dev.postcar.internal.config;

import dev.postcar.internal.sql.EditDistance;
import java.util.Collection;
import java.util.List;

/**
 * The IDs of the hazards that {@code trace} knows, for those who allow one; a test compares them.
 */
public final class HazardIds {

  /** In the order of the manual. */
  public static final List<String> ALL =
      List.of(
          """
          add-column-volatile-default add-generated-stored change-type-rewrites
          change-type-scans set-not-null-scans add-column-not-null-without-default drop-column
          rename-column integer-primary-key json-column char-column timestamp-without-zone
          timestamp-zone-from-session add-check-scans domain-scans
          validate-in-same-transaction unique-constraint-builds-index exclusion-constraint
          add-foreign-key-scans foreign-key-locks-both drop-foreign-key-locks-both
          foreign-key-without-index create-index-blocks-writes create-index-on-partitions
          drop-index-blocks reindex-blocks hidden-invalid-index drop-table drop-cascade
          rename-table lock-table row-security-without-policy vacuum-full cluster
          set-logged-rewrites set-tablespace-rewrites refresh-blocks-reads truncate
          rename-view rename-enum-value restart-sequence sequence-bounds sequence-owned-by
          create-trigger disable-trigger create-rule change-policy attach-partition-scans
          detach-partition-blocks create-partition-of several-exclusive-locks work-under-lock
          work-in-code lock-timeout-off add-enum-value update-without-where
          delete-without-where update-scans change-publication change-subscription
          replica-identity update-extension
          """
              .strip()
              .split("\\s+"));

  private HazardIds() {}

  /**
   * What is wrong with an ID.
   *
   * @return a sentence without its full stop; null for an ID that exists
   */
  public static String problem(String id) {
    if (ALL.contains(id)) {
      return null;
    }
    String nearest = EditDistance.of(id, ALL);
    return "\""
        + id
        + "\" is not a hazard; "
        + (nearest == null ? "the page of the hints lists them" : "the nearest is " + nearest);
  }

  /**
   * Checks several.
   *
   * @throws IllegalArgumentException for the first one that does not exist
   */
  static void check(Collection<?> ids) {
    for (Object id : ids) {
      String problem = problem(id.toString());
      if (problem != null) {
        throw new IllegalArgumentException(problem);
      }
    }
  }
}

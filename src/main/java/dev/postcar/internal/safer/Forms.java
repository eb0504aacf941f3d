package dev.postcar.internal.safer;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/** Which hint has which safe form. */
final class Forms {

  /** Solved by leaving out what switches the timeout off. */
  static final String LOCK_TIMEOUT = "lock-timeout-off";

  /** What is solved by a migration of its own that begins with the statement. */
  static final Set<String> CUT_BEFORE =
      Set.of("several-exclusive-locks", "work-under-lock", "validate-in-same-transaction");

  /** What is solved by a migration of its own that ends with the statement. */
  static final Set<String> CUT_AFTER = Set.of("foreign-key-locks-both", "add-enum-value");

  /** What is solved by a migration that is nothing but the statement. */
  static final Set<String> ALONE =
      Set.of(
          "create-trigger",
          "create-rule",
          "change-policy",
          "replica-identity",
          "sequence-owned-by",
          "update-extension");

  private static final String ALL_ROWS =
      "rows that others insert meanwhile would go too: write batches for the rows that you mean";

  /** In this order: the first that is among an action's hints decides. */
  private static final Map<String, BiFunction<Seen, Set<String>, Rewrite>> ALL =
      new LinkedHashMap<>();

  static {
    form("rename-column", (seen, unsteady) -> ColumnCopy.of(seen));
    form("rename-view", (seen, unsteady) -> TableForms.rename(seen));
    form("rename-table", (seen, unsteady) -> TableForms.rename(seen));
    form("change-type-rewrites", (seen, unsteady) -> ColumnCopy.of(seen));
    form("change-type-scans", (seen, unsteady) -> ConstraintForms.recheck(seen));
    form("drop-cascade", (seen, unsteady) -> TableForms.cascade(seen));
    form("drop-foreign-key-locks-both", (seen, unsteady) -> TableForms.dropKeysFirst(seen));
    form("unique-constraint-builds-index", (seen, unsteady) -> ConstraintForms.unique(seen));
    form("add-foreign-key-scans", (seen, unsteady) -> ConstraintForms.later(seen, "f"));
    form("add-check-scans", (seen, unsteady) -> ConstraintForms.later(seen, "c"));
    form("set-not-null-scans", (seen, unsteady) -> ConstraintForms.notNull(seen));
    form("add-column-volatile-default", (seen, unsteady) -> ColumnForms.add(seen));
    form("create-index-on-partitions", (seen, unsteady) -> IndexForms.create(seen));
    form("create-index-blocks-writes", (seen, unsteady) -> IndexForms.create(seen));
    form("hidden-invalid-index", (seen, unsteady) -> IndexForms.certainly(seen));
    form("drop-index-blocks", (seen, unsteady) -> IndexForms.drop(seen));
    form("reindex-blocks", (seen, unsteady) -> IndexForms.reindex(seen));
    form("refresh-blocks-reads", (seen, unsteady) -> IndexForms.refresh(seen));
    form("attach-partition-scans", (seen, unsteady) -> PartitionForms.attach(seen));
    form("detach-partition-blocks", (seen, unsteady) -> PartitionForms.detach(seen));
    form("create-partition-of", (seen, unsteady) -> PartitionForms.create(seen));
    form("update-without-where", DataForms::update);
    form("update-scans", DataForms::scanning);
    form("drop-column", (seen, unsteady) -> ColumnForms.drop(seen));
    form("drop-table", (seen, unsteady) -> ColumnForms.drop(seen));
  }

  /** Why a hint has no form, where the hint itself does not say it. */
  private static final Map<String, String> NONE =
      Map.ofEntries(
          Map.entry("add-generated-stored", "PostgreSQL cannot make a column generated later"),
          Map.entry(
              "add-column-not-null-without-default",
              "only you know the value of the rows that are there: add a default, or a nullable"
                  + " column and an update"),
          Map.entry(
              "domain-scans", "a domain's constraint is validated under a lock on each table"),
          Map.entry("exclusion-constraint", "an exclusion constraint cannot use an existing index"),
          Map.entry("delete-without-where", ALL_ROWS),
          Map.entry("truncate", ALL_ROWS),
          Map.entry("vacuum-full", "only a rewrite returns the space; see pg_repack"),
          Map.entry("cluster", "only a rewrite orders the rows; see pg_repack"),
          Map.entry("set-logged-rewrites", "only a rewrite makes a table logged or unlogged"),
          Map.entry("set-tablespace-rewrites", "PostgreSQL copies the files under the lock"),
          Map.entry("work-in-code", "code is not taken apart: write its statements as SQL"));

  private Forms() {}

  private static void form(String hint, BiFunction<Seen, Set<String>, Rewrite> form) {
    ALL.put(hint, form);
  }

  /** Whether one of an action's hints has a form or a cut. */
  static boolean isFor(Seen seen) {
    return seen.hints().stream().anyMatch(Forms::has);
  }

  /** The hints with a form, cuts included. */
  static boolean has(String hint) {
    return ALL.containsKey(hint)
        || hint.equals(LOCK_TIMEOUT)
        || CUT_BEFORE.contains(hint)
        || CUT_AFTER.contains(hint)
        || ALONE.contains(hint);
  }

  /** Why there is no form for a hint; null where nothing more is to be said of it. */
  static String reason(String hint) {
    return NONE.get(hint);
  }

  /** The form for an action; null where none of its hints has one. */
  static Rewrite of(Seen seen, Set<String> unsteady) {
    return ALL.entrySet().stream()
        .filter(form -> seen.hints().contains(form.getKey()))
        .findFirst()
        .map(form -> form.getValue().apply(seen, unsteady))
        .orElse(null);
  }
}

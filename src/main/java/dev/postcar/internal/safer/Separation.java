package dev.postcar.internal.safer;

import java.util.List;

/** Whether the statements of a migration may be committed one by one. */
final class Separation {

  /** What changes rows of one table. */
  private static final String CHANGE = "^(insert|update|delete|truncate)\\b";

  /** What holds or copies rows for the statements after it. */
  private static final String HOLDS =
      "^(lock|do|call|copy|merge|with|select .*\\bfrom|insert .*\\bselect"
          + "|create (unlogged )?table .*\\bas (select|with|table))\\b";

  private static final String DROP =
      "^(drop (table|schema)|alter table .*\\bdrop"
          + " (?!not null|default|constraint|expression|identity))\\b";

  private static final String SCHEMA =
      "^(alter|create|drop|comment|grant|revoke|reindex|refresh"
          + "|set (local |session )?(lock|statement)_timeout)\\b";

  private Separation() {}

  /** Why not; null where they may. */
  static String obstacle(List<Action> actions) {
    long changes = actions.stream().filter(one -> one.says(CHANGE)).count();
    boolean drops = actions.stream().anyMatch(one -> one.says(DROP));
    boolean holds = actions.stream().anyMatch(one -> one.says(HOLDS));
    return actions.size() > 1 && (holds || changes > 1 || (changes == 1 && drops))
        ? "its statements work on the same rows: between two migrations others could change these"
        : null;
  }

  /** A statement of a rollback that works on rows, which the parts would lose; null for none. */
  static String rows(List<Action> rollback) {
    return rollback.stream()
        .filter(one -> one.says(HOLDS) || !(one.says(SCHEMA) || one.says("^select 1$")))
        .map(Action::plain)
        .findFirst()
        .orElse(null);
  }
}

package dev.postcar.internal.plan;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import dev.postcar.internal.sql.PasswordLiteral;
import java.util.List;

/** The difference between the SQL as it was applied and as it is now. */
public final class SqlDiff {

  private SqlDiff() {}

  /**
   * Compares line by line.
   *
   * @param stored as it was applied; may be null
   * @param now as it is now; may be null
   * @return in unified form; empty where either is null or both are the same
   */
  public static List<String> of(String stored, String now) {
    if (stored == null || now == null) {
      return List.of();
    }
    List<String> before = shown(stored);
    List<String> after = shown(now);
    try {
      return before.equals(after) ? List.of() : unified(before, after);
    } catch (NoClassDefFoundError e) {
      return List.of(
          "To see the difference, put io.github.java-diff-utils:java-diff-utils on the class path.");
    }
  }

  /** Without passwords: where only one of these has changed, the lines are equal. */
  private static List<String> shown(String sql) {
    return PasswordLiteral.hide(sql, sql).strip().lines().toList();
  }

  private static List<String> unified(List<String> before, List<String> after) {
    return UnifiedDiffUtils.generateUnifiedDiff(
        "as applied", "as it is now", before, DiffUtils.diff(before, after), 2);
  }
}

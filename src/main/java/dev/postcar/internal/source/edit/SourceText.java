package dev.postcar.internal.source.edit;

import dev.postcar.MigrationId;

/** A migration or a view as the text of a source file. */
public final class SourceText {

  private SourceText() {}

  /**
   * A migration.
   *
   * @param rollback null for none
   * @param java whether it is a class rather than a SQL file
   */
  public static String migration(
      MigrationId id, String forward, String rollback, boolean transactional, boolean java) {
    if (!java) {
      return (transactional ? "" : "-- postcar: nontransactional\n")
          + ended(forward)
          + (rollback == null ? "" : "-- postcar: rollback\n" + ended(rollback));
    }
    return header(id)
        + "import dev.postcar.Migration;\n"
        + (transactional ? "" : "import dev.postcar.NonTransactional;\n")
        + "\n"
        + (transactional ? "" : "@NonTransactional\n")
        + "public class %s extends Migration {\n\n".formatted(id.name())
        + method("forward", forward)
        + (rollback == null ? "" : "\n" + method("rollback", rollback))
        + "}\n";
  }

  /**
   * A view.
   *
   * @param since the migration from which on it can be created; null for any
   */
  public static String view(
      MigrationId id, MigrationId since, String up, String down, boolean java) {
    return java
        ? header(id)
            + (since == null ? "" : "import dev.postcar.Since;\n")
            + "import dev.postcar.View;\n\n"
            + (since == null ? "" : "@Since(name = \"%s\")\n".formatted(since))
            + "public class %s extends View {\n\n".formatted(id.name())
            + method("up", up)
            + "\n"
            + method("down", down)
            + "}\n"
        : (since == null ? "" : "-- postcar: since %s\n".formatted(since.name()))
            + ended(up)
            + "-- postcar: down\n"
            + ended(down);
  }

  private static String header(MigrationId id) {
    return id.packageName().isEmpty() ? "" : "package " + id.packageName() + ";\n\n";
  }

  private static String ended(String sql) {
    return sql.endsWith("\n") ? sql : sql + "\n";
  }

  private static String method(String name, String sql) {
    return "  @Override\n  public String %s() {\n    return %s;\n  }\n"
        .formatted(name, TextBlock.of(sql, 8));
  }
}

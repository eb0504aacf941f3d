package dev.postcar.testing;

import dev.postcar.Postcar;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.sql.DataSource;

/** Migrations of package {@code app} as source files, written by a test. */
public final class MigrationFolder {

  private final Path root;

  /** Writes into a directory. */
  public MigrationFolder(Path root) {
    this.root = root;
  }

  /** A transactional SQL migration. */
  public MigrationFolder sql(String name, String forward, String rollback) {
    return write(name, "", forward, rollback);
  }

  /** A non-transactional SQL migration. */
  public MigrationFolder outside(String name, String forward, String rollback) {
    return write(name, "@NonTransactional ", forward, rollback);
  }

  private MigrationFolder write(String name, String annotation, String forward, String rollback) {
    String back =
        rollback == null ? "" : "public String rollback() { return " + literal(rollback) + "; }\n";
    return source(
        name,
        annotation
            + "public class "
            + name
            + " extends Migration {\npublic String forward() { return "
            + literal(forward)
            + "; }\n"
            + back
            + "}\n");
  }

  /** A managed view, with annotations before its class. */
  public MigrationFolder view(String name, String annotations, String up, String down) {
    return source(
        name,
        annotations
            + " public class "
            + name
            + " extends View {\npublic String up() { return "
            + literal(up)
            + "; }\npublic String down() { return "
            + literal(down)
            + "; }\n}\n");
  }

  /** A transactional SQL migration, with annotations before its class. */
  public MigrationFolder annotated(
      String name, String annotations, String forward, String rollback) {
    return write(name, annotations + " ", forward, rollback);
  }

  /** Any class. */
  public MigrationFolder source(String name, String text) {
    try {
      Path folder = Files.createDirectories(root.resolve("app"));
      Files.writeString(
          folder.resolve(name + ".java"),
          "package app;\nimport dev.postcar.*;\nimport java.sql.*;\n" + text);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes a class away. */
  public MigrationFolder delete(String name) {
    try {
      Files.delete(root.resolve("app").resolve(name + ".java"));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The library's entry on these migrations. */
  public Postcar on(DataSource source) {
    return Postcar.on(source).packages("app").sources(root);
  }

  private static String literal(String text) {
    return "\"\"\"\n" + text.replace("\\", "\\\\").replace("\"\"\"", "\\\"\"\"") + "\"\"\"";
  }
}

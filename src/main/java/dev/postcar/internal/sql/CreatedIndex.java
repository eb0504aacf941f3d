package dev.postcar.internal.sql;

import java.util.ArrayList;
import java.util.List;

/**
 * The index that a statement creates.
 *
 * @param name as it is written; empty where the server chooses it
 * @param table its table as it is written
 * @param ifNotExists whether it may exist already
 */
public record CreatedIndex(String name, String table, boolean ifNotExists) {

  /** Reads a statement; null for any other. */
  public static CreatedIndex of(Statement statement) {
    StatementParser phrase = new StatementParser(statement.text());
    if (!phrase.take("create")) {
      return null;
    }
    phrase.take("unique");
    if (!phrase.take("index")) {
      return null;
    }
    phrase.take("concurrently");
    boolean ifNotExists = phrase.take("if", "not", "exists");
    String name = "";
    if (!phrase.take("on")) {
      name = phrase.takeName();
      phrase.take("on");
    }
    phrase.take("only");
    String table = phrase.takeName();
    return name == null || table == null ? null : new CreatedIndex(name, table, ifNotExists);
  }

  /**
   * The name of the index that SQL creates on a table, where there is no other.
   *
   * @param sql one or more statements; null for none
   * @param table qualified; empty where it is not known, and any may be meant
   * @return the empty text where none is, or several are
   */
  public static String onlyOn(String sql, String table) {
    List<String> names = new ArrayList<>();
    try {
      for (Statement statement : SqlScript.statements(sql == null ? "" : sql)) {
        CreatedIndex index = of(statement);
        if (index != null && index.isOn(table)) {
          names.add(index.name());
        }
      }
    } catch (SqlSyntaxException e) {
      return "";
    }
    return names.size() == 1 ? names.get(0) : "";
  }

  private boolean isOn(String qualified) {
    return qualified.isEmpty() || qualified.equals(table) || qualified.endsWith("." + table);
  }

  /** Its name and its table's schema, if that is written, as the catalog has them. */
  public String identity() {
    List<String> parts = DropTarget.parts(table);
    String schema = parts.size() > 1 ? parts.get(parts.size() - 2) : "";
    return schema + "." + catalogName();
  }

  /** Its name as the catalog has it. */
  public String catalogName() {
    return DropTarget.parts(name).get(0);
  }
}

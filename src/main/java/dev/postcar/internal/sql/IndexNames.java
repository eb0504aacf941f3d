package dev.postcar.internal.sql;

import java.util.ArrayList;
import java.util.List;

/** The names that SQL gives to the indexes it creates, as they are written. */
public final class IndexNames {

  private IndexNames() {}

  /**
   * The one that is created on a table, where there is no other.
   *
   * @param sql one or more statements; null for none
   * @param table qualified; empty where it is not known, and any may be meant
   * @return the empty text where none is, or several are
   */
  public static String only(String sql, String table) {
    List<String> names = new ArrayList<>();
    try {
      for (Statement statement : SqlScript.statements(sql == null ? "" : sql)) {
        add(new StatementParser(statement.text()), table, names);
      }
    } catch (SqlSyntaxException e) {
      return "";
    }
    return names.size() == 1 ? names.get(0) : "";
  }

  private static void add(StatementParser phrase, String table, List<String> names) {
    if (!phrase.take("create")) {
      return;
    }
    phrase.take("unique");
    if (!phrase.take("index")) {
      return;
    }
    phrase.take("concurrently");
    phrase.take("if", "not", "exists");
    String name = "";
    if (!phrase.take("on")) {
      name = phrase.takeName();
      phrase.take("on");
    }
    phrase.take("only");
    String on = String.valueOf(phrase.takeName());
    if (table.isEmpty() || on.equals(table) || table.endsWith("." + on)) {
      names.add(String.valueOf(name));
    }
  }
}

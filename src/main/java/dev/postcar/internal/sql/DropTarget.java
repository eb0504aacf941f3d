package dev.postcar.internal.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a statement drops that may hold rows, by the names that it says.
 *
 * @param schema null where the search_path decides; the name itself for a schema
 * @param table null for a schema
 * @param column null for a whole table or schema
 */
public record DropTarget(String schema, String table, String column) {

  private static final Set<String> CODE = Set.of("do", "call", "select", "execute");
  private static final Set<String> PLAIN = Set.of("table", "schema", "view", "materialized");

  /**
   * Finds them in SQL that the server would take; what it builds itself at run time is not seen.
   */
  public static List<DropTarget> in(String sql) {
    List<DropTarget> found = new ArrayList<>();
    for (Statement statement : SqlScript.statements(sql)) {
      StatementParser phrase = new StatementParser(statement.text());
      if (phrase.take("drop")) {
        if (phrase.take("table")) {
          dropped(phrase, false, found);
        } else if (phrase.take("schema")) {
          dropped(phrase, true, found);
        }
      } else if (phrase.take("alter")) {
        columns(phrase, StatementKind.takesTable(phrase), found);
      }
    }
    return found;
  }

  /**
   * A table, or one of its columns.
   *
   * @param table as it is written in SQL, with its schema where it has one
   * @param column as it is written in SQL; null for the whole table
   */
  public static DropTarget of(String table, String column) {
    return table(table, column == null ? null : parts(column).get(0));
  }

  /**
   * Returns whether SQL may drop more than {@link #in} finds, because it runs other code; true for
   * do, call, select and execute, and for a drop of something else with cascade.
   */
  public static boolean mayBeMore(String sql) {
    try {
      return SqlScript.statements(sql).stream().anyMatch(DropTarget::mayDropMore);
    } catch (SqlSyntaxException e) {
      return true;
    }
  }

  private static boolean mayDropMore(Statement statement) {
    List<String> words = statement.words();
    String first = words.isEmpty() ? "" : words.get(0);
    return CODE.contains(first)
        || (first.equals("drop")
            && !PLAIN.contains(words.get(1))
            && SqlScript.skeleton(statement.text()).endsWith(" cascade"));
  }

  private static void dropped(StatementParser phrase, boolean schema, List<DropTarget> found) {
    phrase.take("if", "exists");
    do {
      String name = phrase.takeName();
      if (name != null) {
        found.add(schema ? new DropTarget(parts(name).get(0), null, null) : table(name, null));
      }
    } while (phrase.takeSymbol(','));
  }

  private static void columns(StatementParser phrase, String table, List<DropTarget> found) {
    if (table == null) {
      return;
    }
    do {
      if (phrase.take("drop") && !phrase.take("constraint")) {
        phrase.take("column");
        phrase.take("if", "exists");
        String column = phrase.takeName();
        if (column != null) {
          found.add(table(table, parts(column).get(0)));
        }
      }
    } while (phrase.takePastComma());
  }

  private static DropTarget table(String name, String column) {
    List<String> parts = parts(name);
    int last = parts.size() - 1;
    return new DropTarget(last > 0 ? parts.get(last - 1) : null, parts.get(last), column);
  }

  /** The parts of a name as the catalog has them. */
  static List<String> parts(String name) {
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '"') {
        if (quoted && name.startsWith("\"", i + 1)) {
          part.append(name.charAt(++i));
        } else {
          quoted = !quoted;
        }
      } else if (c == '.' && !quoted) {
        parts.add(part.toString());
        part.setLength(0);
      } else {
        part.append(quoted ? c : folded(c));
      }
    }
    parts.add(part.toString());
    return parts;
  }

  /** The server folds letters beyond ASCII only in some encodings, and never in UTF-8. */
  private static char folded(char c) {
    return c < 128 ? String.valueOf(c).toLowerCase(Locale.ROOT).charAt(0) : c;
  }
}

package dev.postcar.internal.sql;

import java.util.ArrayList;
import java.util.List;

/**
 * A table that ALTER TABLE or DROP TABLE names: what logical replication does not carry over.
 *
 * @param schema null where the search_path decides
 * @param table its name as the catalog has it
 */
public record AlteredTable(String schema, String table) {

  /**
   * Finds them in SQL that the server would take; what it builds itself at run time is not seen.
   */
  public static List<AlteredTable> in(String sql) {
    List<AlteredTable> found = new ArrayList<>();
    for (Statement statement : SqlScript.statements(sql)) {
      StatementParser phrase = new StatementParser(statement.text());
      if (phrase.take("alter")) {
        add(StatementKind.takesTable(phrase), found);
      } else if (phrase.take("drop", "table")) {
        phrase.take("if", "exists");
        do {
          add(phrase.takeName(), found);
        } while (phrase.takeSymbol(','));
      }
    }
    return found;
  }

  private static void add(String name, List<AlteredTable> found) {
    if (name != null) {
      List<String> parts = DropTarget.parts(name);
      int last = parts.size() - 1;
      found.add(new AlteredTable(last > 0 ? parts.get(last - 1) : null, parts.get(last)));
    }
  }
}

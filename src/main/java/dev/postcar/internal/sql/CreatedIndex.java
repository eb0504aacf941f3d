package dev.postcar.internal.sql;

import java.util.List;

/**
 * The index that a statement creates under a name of its own.
 *
 * @param schema that of its table as it is written; empty where the search_path decides
 * @param name as the catalog has it
 */
public record CreatedIndex(String schema, String name) {

  /** Reads it; null for any other statement, without a name, and where it may be there already. */
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
    if (phrase.take("if") || phrase.take("on")) {
      return null;
    }
    String name = phrase.takeName();
    if (name == null || !phrase.take("on")) {
      return null;
    }
    phrase.take("only");
    String table = phrase.takeName();
    List<String> parts = table == null ? List.of() : DropTarget.parts(table);
    return new CreatedIndex(
        parts.size() > 1 ? parts.get(parts.size() - 2) : "", DropTarget.parts(name).get(0));
  }
}

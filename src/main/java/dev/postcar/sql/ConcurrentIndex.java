package dev.postcar.sql;

import java.util.Optional;

/**
 * What a {@code create index concurrently} builds. Names are as they are written, quotes included.
 *
 * @param name the index's; null where the server is to choose it
 * @param table the table's, qualified or not; not null. The index is in its schema
 */
public record ConcurrentIndex(String name, String table) {

  /**
   * Reads a statement.
   *
   * @param statement not null
   * @return empty if it is no {@code create index concurrently}
   */
  public static Optional<ConcurrentIndex> of(Statement statement) {
    Phrase phrase = new Phrase(statement.text());
    if (!StatementKind.takesCreateIndexConcurrently(phrase)) {
      return Optional.empty();
    }
    // IF is no reserved word: an index may be called so.
    String name = phrase.take("if") && !phrase.take("not", "exists") ? "if" : null;
    if (!phrase.take("on")) {
      name = phrase.takeName();
      phrase.take("on");
    }
    phrase.take("only");
    String table = phrase.takeName();
    return table == null ? Optional.empty() : Optional.of(new ConcurrentIndex(name, table));
  }
}

package dev.postcar.internal.sql;

import java.util.Set;

/**
 * What a statement that runs by itself changes in the catalog, which shows whether it took effect.
 * Names are as they are written, quotes included.
 *
 * @param object what it does it to, such as {@code table}; the empty text where the kind says it
 * @param name the object's name; null where the server chooses it
 * @param on the table of an index, the parent of a partition; null for none
 */
public record CatalogEffect(Kind kind, String object, String name, String on) {

  /** What a statement does, as far as the catalog shows whether it finished. */
  public enum Kind {
    /** create index concurrently. */
    CREATE_INDEX,
    /** drop index concurrently. */
    DROP_INDEX,
    /** reindex: it can be repeated, and leaves INVALID indexes where it fails. */
    REINDEX,
    /** detach partition concurrently. */
    DETACH,
    /** create database, tablespace or subscription. */
    CREATE,
    /** The same with drop. */
    DROP,
    /** alter subscription add publication. */
    ADD_PUBLICATION,
    /** alter subscription drop publication. */
    DROP_PUBLICATION,
    /** Doing it twice is as good as doing it once. */
    REPEATABLE,
    /** Nothing in the catalog tells. */
    UNKNOWN
  }

  private static final Set<String> REPEATABLE =
      Set.of("vacuum", "cluster", "repack", "wait", "analyze", "discard", "checkpoint", "load");

  /**
   * Reads a statement.
   *
   * @param statement one that runs outside a transaction
   */
  public static CatalogEffect of(Statement statement) {
    StatementParser phrase = new StatementParser(statement.text());
    if (StatementKind.takesCreateIndexConcurrently(phrase)) {
      return createIndex(phrase);
    }
    phrase = new StatementParser(statement.text());
    if (phrase.take("drop")) {
      return phrase.take("index", "concurrently")
          ? named(Kind.DROP_INDEX, "", phrase)
          : global(Kind.DROP, phrase);
    } else if (phrase.take("create")) {
      return global(Kind.CREATE, phrase);
    } else if (phrase.take("alter")) {
      return alter(phrase);
    } else if (phrase.take("reindex")) {
      phrase.takeGroup();
      return reindex(phrase);
    }
    boolean repeatable = REPEATABLE.stream().anyMatch(phrase::take);
    return new CatalogEffect(repeatable ? Kind.REPEATABLE : Kind.UNKNOWN, "", null, null);
  }

  private static CatalogEffect createIndex(StatementParser phrase) {
    // IF is no reserved word: an index may be called so.
    String name = phrase.take("if") && !phrase.take("not", "exists") ? "if" : null;
    if (!phrase.take("on")) {
      name = phrase.takeName();
      phrase.take("on");
    }
    phrase.take("only");
    String table = phrase.takeName();
    return new CatalogEffect(table == null ? Kind.UNKNOWN : Kind.CREATE_INDEX, "", name, table);
  }

  private static CatalogEffect reindex(StatementParser phrase) {
    for (String object : new String[] {"index", "table", "schema", "database", "system"}) {
      if (phrase.take(object)) {
        phrase.take("concurrently");
        return new CatalogEffect(Kind.REINDEX, object, phrase.takeName(), null);
      }
    }
    return new CatalogEffect(Kind.UNKNOWN, "", null, null);
  }

  private static CatalogEffect named(Kind kind, String object, StatementParser phrase) {
    phrase.take("if", "exists");
    return new CatalogEffect(kind, object, phrase.takeName(), null);
  }

  private static CatalogEffect global(Kind kind, StatementParser phrase) {
    for (String object : new String[] {"database", "tablespace", "subscription"}) {
      if (phrase.take(object)) {
        return named(kind, object, phrase);
      }
    }
    return new CatalogEffect(Kind.UNKNOWN, "", null, null);
  }

  private static CatalogEffect alter(StatementParser phrase) {
    if (phrase.takeOneOf("system", "database")) {
      return new CatalogEffect(Kind.REPEATABLE, "", null, null);
    } else if (phrase.take("subscription")) {
      String name = phrase.takeName();
      boolean add = phrase.take("add");
      if (!add && !phrase.take("drop")) {
        return new CatalogEffect(Kind.REPEATABLE, "", name, null);
      }
      phrase.take("publication");
      return new CatalogEffect(
          add ? Kind.ADD_PUBLICATION : Kind.DROP_PUBLICATION, "", name, phrase.takeName());
    }
    String parent = StatementKind.takesTable(phrase);
    return parent == null || !phrase.take("detach", "partition")
        ? new CatalogEffect(Kind.UNKNOWN, "", null, null)
        : new CatalogEffect(Kind.DETACH, "", phrase.takeName(), parent);
  }
}

package dev.postcar.internal.sql;

import java.io.StringReader;
import java.util.List;

/**
 * What a statement does, as far as its text tells: whether it ends the transaction, refuses one, or
 * needs the client's help.
 */
public final class StatementKind {

  private StatementKind() {}

  /**
   * Returns whether a statement begins, ends or alters the transaction that it runs in. Savepoints
   * do not.
   *
   * @return true for begin, start transaction, commit, end, rollback, abort, prepare transaction,
   *     commit and rollback prepared, set transaction and set session characteristics; false for
   *     rollback to
   */
  public static boolean controlsTransaction(Statement statement) {
    StatementParser phrase = new StatementParser(statement.text());
    if (phrase.takeOneOf("begin", "commit", "end", "abort")) {
      return true;
    } else if (phrase.take("rollback")) {
      phrase.takeOneOf("work", "transaction");
      return !phrase.take("to");
    } else if (phrase.take("start")) {
      return phrase.take("transaction");
    } else if (phrase.take("prepare")) {
      // A statement may be prepared under the name "transaction", too.
      return phrase.take("transaction") && phrase.at(Lexer.Kind.STRING);
    }
    return phrase.take("set") && setsTransaction(phrase);
  }

  private static boolean setsTransaction(StatementParser phrase) {
    phrase.take("local");
    boolean session = phrase.take("session");
    phrase.take("session");
    return (session && phrase.take("characteristics", "as"))
        || (phrase.take("transaction") && !phrase.at('.') && !phrase.at('=') && !phrase.take("to"));
  }

  /**
   * Finds a command of psql, which no server knows, such as {@code \\gexec}; null where there is
   * none.
   */
  public static String psqlCommand(Statement statement) {
    Lexer lexer = new Lexer(new StringReader(statement.text()), 1 << 7);
    for (Lexer.Kind kind = lexer.next(); kind != Lexer.Kind.END; kind = lexer.next()) {
      if (lexer.isSymbol('\\')) {
        return "\\" + (lexer.next() == Lexer.Kind.WORD ? lexer.text() : "");
      }
    }
    return null;
  }

  /**
   * Returns whether SQL makes what it makes also where that is there already.
   *
   * @return true if each is a create or replace, or says something about an object: alter, comment,
   *     grant, revoke; false where none is a create or replace
   */
  public static boolean replaces(String sql) {
    boolean any = false;
    for (Statement statement : SqlScript.statements(sql)) {
      StatementParser phrase = new StatementParser(statement.text());
      boolean replaces = phrase.take("create", "or", "replace");
      if (!replaces && !phrase.takeOneOf("alter", "comment", "grant", "revoke")) {
        return false;
      }
      any |= replaces;
    }
    return any;
  }

  /**
   * Returns whether a statement changes a setting of the session, and does nothing else.
   *
   * @return true for set, reset and select set_config; false for set local, set constraints and set
   *     transaction, which are of one transaction
   */
  public static boolean isSet(Statement statement) {
    StatementParser phrase = new StatementParser(statement.text());
    if (phrase.take("select")) {
      phrase.take("pg_catalog");
      phrase.takeSymbol('.');
      return phrase.take("set_config")
          && !phrase.takeGroup().isEmpty()
          && phrase.at(Lexer.Kind.END);
    }
    if (phrase.take("reset")) {
      return true;
    }
    if (!phrase.take("set")) {
      return false;
    }
    // local.x, constraints.x and transaction.x may be settings of extensions.
    phrase.take("session");
    return !phrase.takeOneOf("local", "constraints", "transaction")
        || phrase.at('.')
        || phrase.at('=')
        || phrase.take("to");
  }

  /**
   * Returns whether a statement moves data through the connection in addition to the SQL; true for
   * copy from stdin and copy to stdout.
   */
  public static boolean copiesThroughClient(Statement statement) {
    StatementParser phrase = new StatementParser(statement.text());
    return takesCopyTarget(phrase) && phrase.takeOneOf("from", "to") && takesClient(phrase);
  }

  /** Whether it is a copy from stdin, with data to follow. */
  static boolean copiesFromClient(Statement statement) {
    StatementParser phrase = new StatementParser(statement.text());
    return takesCopyTarget(phrase) && phrase.take("from") && takesClient(phrase);
  }

  private static boolean takesCopyTarget(StatementParser phrase) {
    if (!phrase.take("copy")) {
      return false;
    }
    phrase.take("binary");
    if (!phrase.at('(') && phrase.takeName() == null) {
      return false;
    }
    phrase.takeGroup();
    return true;
  }

  private static boolean takesClient(StatementParser phrase) {
    // The grammar takes either word in either direction.
    return phrase.takeOneOf("stdin", "stdout");
  }

  /**
   * Returns whether a statement waits for other transactions instead of locking them out.
   *
   * @return true for create, drop, reindex and repack concurrently and for detach partition
   *     concurrently; false for refresh materialized view concurrently, which does not wait so
   */
  public static boolean concurrently(Statement statement) {
    StatementParser phrase = new StatementParser(statement.text());
    if (phrase.take("drop")) {
      return phrase.take("index", "concurrently");
    } else if (phrase.take("reindex")) {
      return new StatementParser(phrase.takeGroup()).option("concurrently", false)
          || (phrase.takeOneOf("index", "table", "schema", "database", "system")
              && phrase.take("concurrently"));
    } else if (phrase.take("repack")) {
      return new StatementParser(phrase.takeGroup()).option("concurrently", false);
    } else if (phrase.take("alter")) {
      return takesDetach(phrase) && phrase.take("concurrently");
    }
    return takesCreateIndexConcurrently(phrase);
  }

  /**
   * Leaves CONCURRENTLY out of SQL, so that it can run in a transaction.
   *
   * @param sql any number of statements; an option in parentheses stays as it is
   * @return the same in all else
   */
  public static String withoutConcurrently(String sql) {
    StringBuilder text = new StringBuilder(sql);
    List<Statement> statements = SqlScript.statements(sql);
    for (int i = statements.size() - 1; i >= 0; i--) {
      Statement one = statements.get(i);
      if (!concurrently(one)) {
        continue;
      }
      Lexer lexer = new Lexer(new StringReader(one.text()), 1 << 7);
      Lexer.Kind kind = lexer.next();
      while (kind != Lexer.Kind.END && !lexer.isWord("concurrently") && !lexer.isSymbol('(')) {
        kind = lexer.next();
      }
      if (kind == Lexer.Kind.WORD) {
        int end = (int) (one.start() + lexer.end());
        boolean space = end < text.length() && text.charAt(end) == ' ';
        text.delete((int) (one.start() + lexer.start()), space ? end + 1 : end);
      }
    }
    return text.toString();
  }

  static boolean takesCreateIndexConcurrently(StatementParser phrase) {
    if (!phrase.take("create")) {
      return false;
    }
    phrase.take("unique");
    return phrase.take("index", "concurrently");
  }

  private static boolean takesDetach(StatementParser phrase) {
    return takesTable(phrase) != null
        && phrase.take("detach", "partition")
        && phrase.takeName() != null;
  }

  /** Takes the table of an {@code alter table}; null where there is none. */
  static String takesTable(StatementParser phrase) {
    if (!phrase.take("table")) {
      return null;
    }
    phrase.take("if", "exists");
    phrase.take("only");
    String group = phrase.takeGroup();
    String table = group.isEmpty() ? phrase.takeName() : group.strip();
    phrase.takeSymbol('*');
    return table;
  }

  /**
   * Returns whether PostgreSQL refuses a statement inside a transaction block (SQLSTATE 25001).
   * Where that depends on the catalogue, the answer is for the common case: a subscription has a
   * slot, a table to reindex or to cluster is not partitioned.
   *
   * @return true if it can only run by itself
   */
  public static boolean refusesTransaction(Statement statement) {
    StatementParser phrase = new StatementParser(statement.text());
    if (phrase.take("vacuum")) {
      return true;
    } else if (phrase.take("discard")) {
      return phrase.take("all");
    } else if (phrase.take("cluster")) {
      phrase.takeGroup();
      phrase.take("verbose");
      return phrase.at(Lexer.Kind.END);
    } else if (phrase.take("repack")) {
      // PostgreSQL 19. Without a table it goes through all of them.
      phrase.takeGroup();
      return phrase.at(Lexer.Kind.END)
          || new StatementParser(statement.text()).take("repack", "using")
          || concurrently(statement);
    } else if (phrase.take("wait")) {
      // PostgreSQL 19: it must not hold a snapshot.
      return phrase.take("for", "lsn");
    } else if (phrase.take("create")) {
      return phrase.takeOneOf("database", "tablespace")
          || (phrase.take("subscription") && createsSlot(phrase))
          || concurrently(statement);
    } else if (phrase.take("drop")) {
      return phrase.takeOneOf("database", "tablespace", "subscription") || concurrently(statement);
    } else if (phrase.take("alter")) {
      return altersAlone(phrase) || concurrently(statement);
    } else if (phrase.take("reindex")) {
      phrase.takeGroup();
      return phrase.takeOneOf("schema", "database", "system") || concurrently(statement);
    }
    return false;
  }

  private static boolean createsSlot(StatementParser phrase) {
    String options = takeOptions(phrase);
    return new StatementParser(options)
        .option("create_slot", new StatementParser(options).option("connect", true));
  }

  private static boolean altersAlone(StatementParser phrase) {
    if (phrase.take("system")) {
      return true;
    } else if (phrase.take("database")) {
      return phrase.takeName() != null && phrase.take("set", "tablespace");
    }
    return phrase.take("subscription") && phrase.takeName() != null && refreshes(phrase);
  }

  private static boolean refreshes(StatementParser phrase) {
    if (phrase.take("refresh")) {
      return true;
    }
    return phrase.takeOneOf("set", "add", "drop")
        && phrase.take("publication")
        && new StatementParser(takeOptions(phrase)).option("refresh", true);
  }

  private static String takeOptions(StatementParser phrase) {
    phrase.skipTo("with").take("with");
    return phrase.takeGroup();
  }
}

package dev.postcar.internal.sql;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * SQL text as PostgreSQL reads it: the statements it consists of, and the form of it that stays the
 * same when only the formatting changes.
 */
public final class SqlScript {

  private SqlScript() {}

  /**
   * Cuts a text into the statements that the server will execute, in their order. Pieces of nothing
   * but white space and comments are none.
   *
   * @param sql any number of statements; not null
   * @throws SqlSyntaxException if a quote or comment is never closed
   */
  public static List<Statement> statements(String sql) {
    // A StringReader holds nothing that would have to be closed.
    SqlReader reader = SqlReader.of(new StringReader(sql));
    List<Statement> statements = new ArrayList<>();
    for (Statement next = reader.next(); next != null; next = reader.next()) {
      statements.add(next);
    }
    return List.copyOf(statements);
  }

  /**
   * Makes one space of each run of white space and comments outside quotes, and trims the ends; all
   * else stays. It is for comparing texts, not for running them: of a string continued on the next
   * line ({@code 'a'} newline {@code 'b'}) the server wants the newline.
   *
   * @param sql any text, not null; from a quote or comment that is never closed on, it stays as it
   *     is
   * @return possibly empty; canonical itself
   */
  public static String canonical(String sql) {
    StringBuilder out = new StringBuilder(sql.length());
    Lexer lexer = new Lexer(new StringReader(sql), 1 << 12);
    boolean gap = false;
    for (Lexer.Kind kind = lexer.next(); kind != Lexer.Kind.END; kind = lexer.next()) {
      if (lexer.closed() && (kind == Lexer.Kind.SPACE || kind == Lexer.Kind.COMMENT)) {
        gap = out.length() > 0;
      } else {
        if (gap) {
          out.append(' ');
          gap = false;
        }
        lexer.appendTo(out);
      }
    }
    return out.toString();
  }

  /**
   * Makes the form of a statement that patterns can be matched with: canonical, the words in lower
   * case, each string empty; quoted names stay as they are written.
   */
  public static String skeleton(String sql) {
    StringBuilder out = new StringBuilder(sql.length());
    Lexer lexer = new Lexer(new StringReader(sql), 1 << 12);
    boolean gap = false;
    for (Lexer.Kind kind = lexer.next(); kind != Lexer.Kind.END; kind = lexer.next()) {
      if (kind == Lexer.Kind.SPACE || kind == Lexer.Kind.COMMENT) {
        gap = out.length() > 0;
        continue;
      }
      if (gap) {
        out.append(' ');
        gap = false;
      }
      switch (kind) {
        case STRING -> out.append("''");
        case WORD -> out.append(lexer.lowerCase());
        default -> lexer.appendTo(out);
      }
    }
    return out.toString();
  }

  /**
   * Finds the chars that are inside quotes.
   *
   * @param sql any text, not null; a quote that is never closed is none
   */
  public static BitSet quoted(String sql) {
    BitSet quoted = new BitSet();
    Lexer lexer = new Lexer(new StringReader(sql), 1 << 8);
    for (Lexer.Kind kind = lexer.next(); kind != Lexer.Kind.END; kind = lexer.next()) {
      if (lexer.closed() && (kind == Lexer.Kind.STRING || kind == Lexer.Kind.QUOTED_NAME)) {
        quoted.set((int) lexer.start(), (int) lexer.end());
      }
    }
    return quoted;
  }
}

package dev.postcar.internal.sql;

import java.util.ArrayList;
import java.util.List;

/**
 * Follows one statement token by token and tells whether a semicolon would end it: not within
 * parentheses ({@code create rule … do (a; b)}), and not within the {@code begin atomic … end} of a
 * routine.
 */
final class Nesting {

  private enum Last {
    BEGIN,
    /** Where a statement of a routine's body, or the body's {@code end}, may follow. */
    BOUNDARY,
    OTHER
  }

  private final List<String> words = new ArrayList<>(Statement.WORDS);
  private int parentheses;
  private boolean routine;
  private boolean body;
  private Last last = Last.OTHER;

  /** Takes notice of a token that is neither white space nor comment. */
  void see(Lexer token) {
    if (token.kind() == Lexer.Kind.WORD && parentheses == 0) {
      word(token);
      return;
    }
    last = Last.OTHER;
    if (token.isSymbol('(')) {
      parentheses++;
    } else if (token.isSymbol(')') && parentheses > 0) {
      parentheses--;
    } else if (token.isSymbol(';') && parentheses == 0) {
      last = Last.BOUNDARY;
    }
  }

  private void word(Lexer token) {
    if (words.size() < Statement.WORDS) {
      words.add(token.lowerCase());
      routine = routine || createsRoutine();
    }
    if (!routine) {
      return;
    }
    // Each statement of a body ends in a semicolon, so that the body's END stands behind one or
    // behind ATOMIC. Any other END closes a CASE or is a name (select 1 as end), and need not be
    // counted.
    if (body) {
      body = last != Last.BOUNDARY || !token.isWord("end");
      last = Last.OTHER;
    } else if (last == Last.BEGIN && token.isWord("atomic")) {
      body = true;
      last = Last.BOUNDARY;
    } else {
      last = token.isWord("begin") ? Last.BEGIN : Last.OTHER;
    }
  }

  private boolean createsRoutine() {
    int size = words.size();
    String word = words.get(size - 1);
    return (word.equals("function") || word.equals("procedure"))
        && (words.subList(0, size - 1).equals(List.of("create"))
            || words.subList(0, size - 1).equals(List.of("create", "or", "replace")));
  }

  /** Whether a semicolon that comes now ends the statement. */
  boolean atTopLevel() {
    return parentheses == 0 && !body;
  }

  /** The first bare words outside parentheses, in lower case. */
  List<String> words() {
    return words;
  }
}

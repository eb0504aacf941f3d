package dev.postcar.internal.sql;

import java.util.List;

/**
 * One SQL statement of a longer text. What it does, {@link StatementKind} tells.
 *
 * @param text as it is written, without its semicolon and without what surrounds it; not blank
 * @param start offset in the whole text of the first char that is neither white space nor comment,
 *     in chars (UTF-16) from 0
 * @param end offset after the last such char before the semicolon or the end of the text
 * @param line the line on which it starts, counted from 1
 * @param words its first bare words outside parentheses, at most eight, in lower case; quoted
 *     names, strings and the like are left out
 */
public record Statement(String text, long start, long end, long line, List<String> words) {

  /** How many words are kept. */
  static final int WORDS = 8;

  /** Takes a copy of the words. */
  public Statement {
    words = List.copyOf(words);
  }
}

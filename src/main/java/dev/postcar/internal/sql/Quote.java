package dev.postcar.internal.sql;

import java.nio.charset.StandardCharsets;

/** Names and values as they stand in SQL text. */
public final class Quote {

  /** NAMEDATALEN - 1: what the server keeps of an identifier (documentation section 4.1.1). */
  public static final int LONGEST_IDENTIFIER_BYTES = 63;

  private Quote() {}

  /**
   * Quotes an identifier.
   *
   * @throws IllegalArgumentException if the server would not take it as it is: empty, longer than
   *     63 bytes of UTF-8 (the server would cut it), or with a NUL
   */
  public static String identifier(String name) {
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    if (name.isEmpty() || name.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a name must not be empty or contain NUL");
    }
    if (bytes > LONGEST_IDENTIFIER_BYTES) {
      throw new IllegalArgumentException(
          "\"" + name + "\" has " + bytes + " bytes; PostgreSQL truncates names to 63");
    }
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /**
   * Quotes a text value, so that it means the same whatever {@code standard_conforming_strings} is.
   *
   * @param value the text, without NUL; null gives {@code null}
   */
  public static String literal(String value) {
    if (value == null) {
      return "null";
    }
    String quoted = "'" + value.replace("'", "''") + "'";
    return value.indexOf('\\') < 0 ? quoted : " E" + quoted.replace("\\", "\\\\");
  }
}

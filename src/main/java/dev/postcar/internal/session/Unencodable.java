package dev.postcar.internal.session;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A character that the database's encoding lacks (22P05): the server names its bytes, no place. */
public final class Unencodable {

  private static final Pattern BYTES = Pattern.compile("((?:0x[0-9a-f]{2} ?)+)");

  private Unencodable() {}

  /**
   * Finds it in a text.
   *
   * @return in chars from 0; negative for any other error, and where it is not there
   */
  public static int offset(String sql, SQLException error) {
    Matcher matcher = BYTES.matcher(String.valueOf(error.getMessage()));
    if (!"22P05".equals(error.getSQLState()) || !matcher.find()) {
      return -1;
    }
    String[] words = matcher.group(1).strip().split(" ", -1);
    byte[] bytes = new byte[words.length];
    for (int i = 0; i < words.length; i++) {
      bytes[i] = (byte) Integer.parseInt(words[i].substring(2), 16);
    }
    return sql.indexOf(new String(bytes, StandardCharsets.UTF_8));
  }
}

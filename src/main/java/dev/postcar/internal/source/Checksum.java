package dev.postcar.internal.source;

import dev.postcar.internal.os.Sha256;
import dev.postcar.internal.sql.SqlScript;
import java.util.HexFormat;

/** What tells whether a migration's SQL has changed since it was applied. */
public final class Checksum {

  // Names the algorithm: what it gives for a text is frozen, for databases remember it.
  private static final String VERSION = "v1:";

  private Checksum() {}

  /**
   * Computes the checksum of a migration's SQL; formatting and comments do not count.
   *
   * @return {@code v1:} and the SHA-256 of the canonical text in UTF-8, in lower-case hex
   * @throws IllegalArgumentException if the text has half a surrogate pair, which no server takes
   */
  public static String of(String sql) {
    rejectLoneSurrogate(sql);
    return VERSION + HexFormat.of().formatHex(Sha256.of(SqlScript.canonical(sql)));
  }

  private static void rejectLoneSurrogate(String sql) {
    for (int i = 0; i < sql.length(); i++) {
      if (Character.isSurrogate(sql.charAt(i))) {
        if (Character.charCount(sql.codePointAt(i)) == 1) {
          throw new IllegalArgumentException(
              String.format(
                  "the SQL has an unpaired surrogate (\\u%04X) at offset %d",
                  (int) sql.charAt(i), i));
        }
        i++;
      }
    }
  }
}

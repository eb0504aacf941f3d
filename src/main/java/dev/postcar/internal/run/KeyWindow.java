package dev.postcar.internal.run;

import dev.postcar.internal.sql.Quote;
import dev.postcar.internal.sql.SqlScript;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The table and the key that a {@link Keyset} goes by. */
record KeyWindow(String table, String key) {

  /** A window of the table by its key, each row of which the statement changes. */
  private static final Pattern WINDOW =
      Pattern.compile(
          ("(?is)^(?:update|delete)\\b.*\\bwhere\\s+(NAME)\\s+in\\s*\\(\\s*select\\s+(?:NAME\\.)?\\1"
                  + "\\s+from\\s+(?:only\\s+)?(NAME(?:\\.NAME)*)\\b(.*)\\border\\s+by\\s+(?:NAME\\.)?\\1"
                  + "(?:\\s+asc)?\\s+limit\\s+\\d+(?:\\s+for\\s+(?:no\\s+key\\s+)?update)?\\s*\\)"
                  + "\\s*returning\\s+\\1$")
              .replace("NAME", Keyset.NAME));

  private static final String UNIQUE =
      """
      select i.indexrelid
      from pg_catalog.pg_index i
      join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
      where i.indrelid = pg_catalog.to_regclass(%s) and i.indisunique and i.indisvalid
        and i.indpred is null and i.indnkeyatts = 1 and a.attnotnull
        and a.attname = (pg_catalog.parse_ident(%s))[1]
      """;

  /** Reads it; null where the statement is written in another way. */
  static KeyWindow of(String sql) {
    Matcher window = WINDOW.matcher(SqlScript.canonical(sql));
    return window.find() && isOf(window.group(1), window.group(3))
        ? new KeyWindow(window.group(2), window.group(1))
        : null;
  }

  private static boolean isOf(String key, String conditions) {
    Matcher after = Keyset.AFTER.matcher(conditions);
    return after.find() && after.group(1).replaceFirst("(?s)^.*\\.\\s*", "").equalsIgnoreCase(key);
  }

  /** A query that has a row if each row has a key of its own. */
  String unique() {
    return UNIQUE.formatted(Quote.literal(table), Quote.literal(key));
  }

  /**
   * Refuses a column whose rows would be passed over.
   *
   * @param unique whether {@link #unique} has a row
   */
  void refuseUnless(boolean unique) {
    if (!unique) {
      throw new IllegalArgumentException(
          "a round by key passes over rows with the same key, or without one: %s of %s is not NOT NULL with a unique index of its own"
              .formatted(key, table));
    }
  }
}

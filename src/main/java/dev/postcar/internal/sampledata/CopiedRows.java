package dev.postcar.internal.sampledata;

import dev.postcar.internal.sql.Quote;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Rows on their way into a table, in the text format of COPY; a chunk is all that is held. */
final class CopiedRows {

  private static final int CHUNK = 1 << 16;

  private final CopyIn copy;
  private final StringBuilder chunk = new StringBuilder(CHUNK + 4_096);

  private CopiedRows(CopyIn copy) {
    this.copy = copy;
  }

  /** Begins to copy into a table. */
  static CopiedRows into(Connection connection, String table, List<String> columns)
      throws SQLException {
    return new CopiedRows(
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn("copy " + table + " (" + names(columns) + ") from stdin"));
  }

  /** Columns as SQL lists them. */
  static String names(List<String> columns) {
    return columns.stream().map(Quote::identifier).collect(Collectors.joining(", "));
  }

  void add(String[] row) throws SQLException {
    for (int i = 0; i < row.length; i++) {
      if (i > 0) {
        chunk.append('\t');
      }
      append(row[i]);
    }
    chunk.append('\n');
    if (chunk.length() >= CHUNK) {
      send();
    }
  }

  private void append(String value) {
    if (value == null) {
      chunk.append("\\N");
      return;
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\\' -> chunk.append("\\\\");
        case '\t' -> chunk.append("\\t");
        case '\n' -> chunk.append("\\n");
        case '\r' -> chunk.append("\\r");
        default -> chunk.append(c);
      }
    }
  }

  private void send() throws SQLException {
    byte[] bytes = chunk.toString().getBytes(StandardCharsets.UTF_8);
    copy.writeToCopy(bytes, 0, bytes.length);
    chunk.setLength(0);
  }

  /** Ends it; the server checks all rows. */
  void end() throws SQLException {
    send();
    copy.endCopy();
  }

  /** Gives up what is still on its way. */
  void abandon() throws SQLException {
    if (copy.isActive()) {
      copy.cancelCopy();
    }
  }
}

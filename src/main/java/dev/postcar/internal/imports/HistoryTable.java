package dev.postcar.internal.imports;

import dev.postcar.PostcarException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32;

/**
 * How a tool keeps its history.
 *
 * @param format whose
 * @param names of its table, as it is by default
 * @param query its rows as key, when, by whom, whether it succeeded, checksum, kind; oldest first
 */
record HistoryTable(ForeignFormat format, List<String> names, String query) {

  static HistoryTable of(ForeignFormat format) {
    return switch (format) {
      case FLYWAY ->
          table(
              format,
              "flyway_schema_history schema_version",
              "version, installed_on::timestamptz::text, "
                  + role("installed_by")
                  + ", success, checksum::text, type::text from %s order by installed_rank");
      case LIQUIBASE_SQL ->
          table(
              format,
              "databasechangelog",
              "filename || '::' || id || '::' || author, dateexecuted::timestamptz::text, null, exectype <> 'FAILED', null, exectype from %s order by orderexecuted");
      case DBMATE ->
          table(
              format,
              "schema_migrations",
              "version::text, null, null, true, null, '' from %s order by version");
      case GOOSE ->
          table(
              format,
              "goose_db_version",
              "version_id::text, tstamp::timestamptz::text, null, true, null, is_applied::text from %s order by id");
      case GOLANG_MIGRATE ->
          table(
              format,
              "schema_migrations",
              "version::text, null, null, not dirty, null, '' from %s");
      case SQITCH ->
          table(
              format,
              "changes",
              "change, committed_at::text, "
                  + role("committer_name")
                  + ", true, script_hash, '' from %s order by committed_at");
      case MYBATIS ->
          table(
              format,
              "changelog",
              "id::text, applied_at::timestamptz::text, null, true, null, '' from %s order by id");
      case DIESEL ->
          table(
              format,
              "__diesel_schema_migrations",
              "version::text, run_on::timestamptz::text, null, true, null, '' from %s order by version");
      case SQLX ->
          table(
              format,
              "_sqlx_migrations",
              "version::text, installed_on::text, null, success, encode(checksum, 'hex'), '' from %s order by version");
      case PLAIN ->
          throw new PostcarException.Configuration(
              "Plain files have no history in the database. Nothing was written.\nNext: import without"
                  + " --history, then record what is applied with \"postcar mark\".");
    };
  }

  /** What a person is called there is kept where it is a role: as that one drift runs it again. */
  private static String role(String column) {
    return "(select r.rolname::text from pg_catalog.pg_roles r where r.rolname::text = %s::text)"
        .formatted(column);
  }

  private static HistoryTable table(ForeignFormat format, String names, String query) {
    return new HistoryTable(format, List.of(names.split(" ", -1)), "select " + query);
  }

  /** Whether a row stands for a file's migration. */
  boolean matches(String file, String row) {
    return isUpTo() ? isUpTo(file, row) : isSame(file, row);
  }

  private boolean isSame(String file, String row) {
    if (format == ForeignFormat.LIQUIBASE_SQL) {
      return ("/" + row).endsWith("/" + file) || file.endsWith("/" + row);
    }
    return format == ForeignFormat.SQITCH ? file.equals(row) : compare(file, row) == 0;
  }

  /** Whether a key is a path, which may begin further up or down in a row. */
  boolean isPath() {
    return format == ForeignFormat.LIQUIBASE_SQL;
  }

  /** Whether one row stands for all up to it. */
  boolean isUpTo() {
    return format == ForeignFormat.GOLANG_MIGRATE;
  }

  boolean isUpTo(String file, String row) {
    return row != null && compare(file, row) <= 0;
  }

  boolean isBaseline(String kind) {
    return format == ForeignFormat.FLYWAY && kind.contains("BASELINE");
  }

  boolean isUndo(String kind) {
    return (format == ForeignFormat.FLYWAY && (kind.startsWith("UNDO") || kind.equals("DELETE")))
        || (format == ForeignFormat.GOOSE && kind.equals("false"));
  }

  /** What is no migration: the schema's creation, goose's own first row. */
  boolean isSkipped(String key, String kind) {
    return (format == ForeignFormat.FLYWAY && kind.equals("SCHEMA"))
        || (format == ForeignFormat.GOOSE && key.equals("0"));
  }

  /** Version by version: 1.10 is after 1.9. */
  private static int compare(String one, String other) {
    String[] left = one.split("[._-]", -1);
    String[] right = other.split("[._-]", -1);
    for (int i = 0; i < Math.max(left.length, right.length); i++) {
      int order = number(left, i).compareTo(number(right, i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private static BigInteger number(String[] parts, int index) {
    return index < parts.length && parts[index].matches("\\d+")
        ? new BigInteger(parts[index])
        : BigInteger.ZERO;
  }

  /** As the tool computes it; null where it keeps none that can be computed. */
  String checksum(byte[] content) {
    return switch (format) {
      case FLYWAY -> flyway(content);
      case SQITCH -> hex("SHA-1", content);
      case SQLX -> hex("SHA-384", content);
      default -> null;
    };
  }

  private static String flyway(byte[] content) {
    CRC32 sum = new CRC32();
    String text = new String(content, StandardCharsets.UTF_8);
    (text.startsWith("\ufeff") ? text.substring(1) : text)
        .lines()
        .forEach(line -> sum.update(line.getBytes(StandardCharsets.UTF_8)));
    return String.valueOf((int) sum.getValue());
  }

  private static String hex(String algorithm, byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has " + algorithm, e);
    }
  }
}

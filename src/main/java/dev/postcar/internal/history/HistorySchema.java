package dev.postcar.internal.history;

import dev.postcar.PostcarException;
import dev.postcar.internal.sql.Quote;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * postcar's own tables: created and upgraded by internal migrations, one for each minor version of
 * postcar that changed them. A released one is frozen: a test keeps its checksum.
 */
public final class HistorySchema {

  /** The first with an event log, and a journal of statements outside a transaction. */
  static final HistoryVersion WITH_JOURNAL = new HistoryVersion(0, 2);

  /** The first with managed views. */
  static final HistoryVersion WITH_VIEWS = new HistoryVersion(0, 3);

  /** The internal migrations, oldest first. */
  static final List<HistoryVersion> VERSIONS =
      List.of(new HistoryVersion(0, 1), WITH_JOURNAL, WITH_VIEWS, new HistoryVersion(0, 4));

  /** The version that this postcar reads and writes. */
  public static final HistoryVersion CURRENT = VERSIONS.get(VERSIONS.size() - 1);

  /** A table in the text of an upgrade. */
  private static final Pattern TABLE = Pattern.compile("create table \\S+\\.(\\w+) \\(");

  private HistorySchema() {}

  /**
   * Returns whether the bookkeeping must be created or upgraded before anything is written; true if
   * it is older than this postcar's.
   */
  public static boolean isOlder(HistoryVersion found) {
    return found.compareTo(CURRENT) < 0;
  }

  /**
   * Refuses a bookkeeping that a newer postcar has written.
   *
   * @throws PostcarException.Refusal if it is newer than this postcar's
   */
  public static void refuseNewer(HistoryVersion found, String namespace) {
    if (found.compareTo(CURRENT) > 0) {
      throw new PostcarException.Refusal(
          ("The bookkeeping in schema %s was written by a newer postcar: it has version"
                  + " %s, but this postcar supports only %s. Nothing was changed. Use postcar %s or"
                  + " newer.")
              .formatted(Quote.identifier(namespace), found, CURRENT, found));
    }
  }

  /**
   * The statement that makes two runners create or upgrade the bookkeeping in turn: {@code create
   * schema if not exists} fails with 23505 where two sessions race. It holds until the transaction
   * ends.
   */
  public static String lock(String namespace) {
    return "select pg_catalog.pg_advisory_xact_lock(" + LockKey.schema(namespace) + ")";
  }

  /**
   * The statements that lead from one version to another.
   *
   * @return several statements; empty where there is nothing to do
   */
  public static String upgrade(String namespace, HistoryVersion from, HistoryVersion to) {
    StringBuilder sql = new StringBuilder();
    for (HistoryVersion version : VERSIONS) {
      if (version.compareTo(from) > 0 && version.compareTo(to) <= 0) {
        sql.append(
                text(version)
                    .replace(
                        "create schema if not exists {namespace}",
                        DefaultPrivileges.createSchema(namespace))
                    .replace("{namespace}", Quote.identifier(namespace)))
            .append('\n');
      }
    }
    String tables =
        TABLE
            .matcher(sql)
            .results()
            .map(table -> Quote.literal(table.group(1)))
            .collect(Collectors.joining(", "));
    return sql.append(tables.isEmpty() ? "" : DefaultPrivileges.revokeWriting(namespace, tables))
        .toString();
  }

  /**
   * The statements that lead from what was found to the bookkeeping that a target can use.
   *
   * @param target empty in a bookkeeping of one target only
   * @return several statements; empty where there is nothing to do
   */
  public static String upgrade(String namespace, String target, Recorded found) {
    String sql = upgrade(namespace, found.version(), CURRENT);
    if (found.known() || target.isEmpty()) {
      return sql;
    }
    TargetRows rows = new TargetRows(namespace, target);
    if (found.version().equals(HistoryVersion.NONE)) {
      return sql
          + "update %s.version set target = %s;\n".formatted(rows.schema(), rows.literal())
          + DefaultPrivileges.revokeAll(namespace);
    }
    return sql
        + "insert into %s.version (target, major, minor, time_zone) values (%s, %d, %d, pg_catalog.current_setting('TimeZone'));\n"
            .formatted(rows.schema(), rows.literal(), CURRENT.major(), CURRENT.minor());
  }

  static String text(HistoryVersion version) {
    String name = "bookkeeping-" + version + ".sql";
    try (InputStream in = HistorySchema.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }
}

package dev.postcar.internal.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * All that {@code pg_dump --schema-only} would show of a database, as one readable text an object.
 *
 * <p>By name, never by oid: snapshots of two databases compare. Objects of extensions and of the
 * system are left out; secrets of user mappings, servers and subscriptions are never read or shown.
 */
public final class CatalogSnapshot {

  private final SortedMap<String, String> objects;
  private final Map<String, List<String>> parents;
  private final Map<String, List<String>> columns;
  private final List<String> unread;

  public CatalogSnapshot(
      SortedMap<String, String> objects,
      Map<String, List<String>> parents,
      Map<String, List<String>> columns,
      List<String> unread) {
    this.objects = Collections.unmodifiableSortedMap(objects);
    this.parents = parents;
    this.columns = columns;
    this.unread = List.copyOf(unread);
  }

  /**
   * Reads the catalogs.
   *
   * <p>A connection in autocommit mode gets one read-only repeatable-read transaction; else the
   * open transaction is used, uncommitted changes are seen, and the snapshot is as consistent as
   * its isolation level. The session's settings are the same before and after.
   *
   * @param connection to PostgreSQL 13 or newer
   * @param excludedSchemas names of schemas to leave out with all that is in them
   * @throws SQLException if the server refuses or the connection is lost
   */
  public static CatalogSnapshot of(Connection connection, Set<String> excludedSchemas)
      throws SQLException {
    return new CatalogReading(connection, excludedSchemas).read().snapshot();
  }

  /**
   * Reads what is in one schema, as {@link #of(Connection, Set)} reads all.
   *
   * @param schema its name; it is left out itself, as is all that is in no schema
   * @throws SQLException if the server refuses or the connection is lost
   */
  public static CatalogSnapshot inside(Connection connection, String schema) throws SQLException {
    return new CatalogReading(connection, Set.of(), schema).read().snapshot();
  }

  /**
   * The objects and their definitions.
   *
   * @return from kind and name, such as {@code column shop.book.title}, to a text; sorted,
   *     unmodifiable
   */
  public SortedMap<String, String> objects() {
    return objects;
  }

  /** The same with other definitions of some objects, and only what is to be kept. */
  public CatalogSnapshot with(Map<String, String> definitions, Predicate<String> kept) {
    SortedMap<String, String> changed = new TreeMap<>(objects);
    changed.putAll(definitions);
    changed.keySet().removeIf(kept.negate());
    return new CatalogSnapshot(changed, parents, columns, unread);
  }

  /**
   * What of a server that is newer than the newest known was not read.
   *
   * @return catalogs and kinds of relations, for people; empty for nothing
   */
  public List<String> unread() {
    return unread;
  }

  /** Whether there is such an object, even one that says nothing itself. */
  boolean knows(String key) {
    return parents.containsKey(key);
  }

  /** What an object goes away with; what it is inherited from comes after what it is a part of. */
  List<String> parents(String key) {
    return parents.getOrDefault(key, List.of());
  }

  /** The columns of each table and type, in their order. */
  public Map<String, List<String>> columns() {
    return columns;
  }
}

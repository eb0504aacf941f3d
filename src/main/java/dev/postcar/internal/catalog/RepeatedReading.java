package dev.postcar.internal.catalog;

import dev.postcar.internal.sql.OwnSql;
import dev.postcar.internal.sql.Quote;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads the catalogs of one database again and again: from the second time on only what has changed
 * since, and what depends on that.
 *
 * <p>What has changed is told by {@code xmin}, what is gone by the oids that are left. Where
 * something else has changed than relations, constraints, triggers, rules, policies, functions,
 * types and statistics, all is read.
 */
public final class RepeatedReading {

  /** The catalogs whose rows have an address of their own, and the queries that read them. */
  private static final Map<String, List<String>> QUERIES =
      Map.of(
          "pg_class", List.of("relations", "columns", "indexes", "sequences"),
          "pg_constraint", List.of("constraints"),
          "pg_trigger", List.of("triggers"),
          "pg_rewrite", List.of("rules"),
          "pg_policy", List.of("policies"),
          "pg_proc", List.of("functions", "aggregates"),
          "pg_type", List.of("types"),
          "pg_statistic_ext", List.of("statistics"));

  /** A part of an object that is read, or of no object that anybody names. */
  private static final Set<String> PARTS = Set.of("pg_attrdef");

  private static final String PLANS =
      """
      select set_config('plan_cache_mode', 'force_generic_plan', true),
             set_config('enable_seqscan', 'off', true),
             set_config('enable_material', 'off', true),
             set_config('enable_hashjoin', 'off', true),
             set_config('enable_mergejoin', 'off', true)""";

  /** Where a constant is an array of names, nothing depends on what it names. */
  private static final Pattern NAMES = Pattern.compile("\\breg[a-z]+\\[\\]");

  /** The system's own objects have lesser ones. */
  private static final int FIRST_OID = 16384;

  private final Connection connection;
  private final CatalogReading reading;
  private final boolean superuser;
  private final String left;
  private CatalogRows rows;
  private Seen seen;
  private boolean names;

  /**
   * What tells the next reading what has changed.
   *
   * @param since the age of the oldest transaction that this reading may not have seen, as SQL
   * @param counts rows by catalog
   * @param oids by catalog
   */
  private record Seen(String since, Map<String, Long> counts, Map<String, Set<String>> oids) {}

  /**
   * Has read nothing.
   *
   * @param connection in autocommit mode; nobody else prepares statements on it
   * @param superuser whether those who change something may change the system's own objects too
   * @param excluded names of schemas to leave out with all that is in them
   */
  public RepeatedReading(Connection connection, boolean superuser, Set<String> excluded) {
    this.superuser = superuser;
    this.connection = connection;
    this.reading = new CatalogReading(connection, excluded);
    this.left = excluded.stream().map(Quote::literal).collect(Collectors.joining(", "));
  }

  /**
   * Reads.
   *
   * @throws SQLException if the server refuses or the connection is lost
   */
  public CatalogRows read() throws SQLException {
    int major = connection.getMetaData().getDatabaseMajorVersion();
    if (major > CatalogQueries.NEWEST) {
      return reading.read();
    }
    if (rows == null) {
      prepare(major);
    }
    Seen before = seen;
    try {
      rows = reading.alone(statement -> before == null ? first(statement) : next(statement));
      return rows;
    } catch (SQLException | RuntimeException e) {
      seen = before;
      throw e;
    }
  }

  private CatalogRows first(Statement statement) throws SQLException {
    look(statement, "null");
    return all(statement);
  }

  private CatalogRows all(Statement statement) throws SQLException {
    statement.execute(PLANS.replace("'off'", "'on'"));
    CatalogRows all = reading.queries(statement);
    names = hasNames(all.rows().values());
    return all;
  }

  private static boolean hasNames(Collection<CatalogRow> rows) {
    return rows.stream()
        .anyMatch(row -> row.definition() != null && NAMES.matcher(row.definition()).find());
  }

  private CatalogRows next(Statement statement) throws SQLException {
    Seen before = seen;
    Map<String, Long> fresh = look(statement, before.since());
    Map<String, Set<String>> changed = objects(statement);
    Map<String, Long> known = new HashMap<>(before.counts());
    Map<String, Long> counts = new HashMap<>(seen.counts());
    boolean sameNotes = notes(fresh).values().stream().allMatch(count -> count == 0);
    sameNotes &= notes(known).equals(notes(counts));
    if (fresh.values().stream().anyMatch(count -> count != 0)
        || !counts.equals(known)
        || names
        || ofTheSystem(changed)
        || !QUERIES.keySet().containsAll(changed.keySet())) {
      return all(statement);
    }
    Set<String> gone = gone(before);
    for (CatalogRow row : rows.rows().values()) {
      if (gone.contains(CatalogRow.object(row.address()))) {
        for (String parent : row.parents()) {
          String[] parts = parent.split("/", -1);
          if (QUERIES.containsKey(parts[0])) {
            changed.computeIfAbsent(parts[0], key -> new TreeSet<>()).add(parts[1]);
          }
        }
      }
    }
    return changed(statement, changed, gone, sameNotes);
  }

  /**
   * Asks what there is; what has changed is the next result.
   *
   * @return of which catalogs how many rows are new
   */
  private Map<String, Long> look(Statement statement, String since) throws SQLException {
    statement.execute(
        "%3$s; execute postcar_counts(%1$s, %2$s); execute postcar_oids; execute postcar_changed(%1$s, %2$s)"
            .formatted(since, superuser ? 0 : FIRST_OID, PLANS));
    statement.getMoreResults();
    Map<String, Long> counts = new HashMap<>();
    Map<String, Long> fresh = new HashMap<>();
    try (ResultSet row = statement.getResultSet()) {
      while (row.next()) {
        counts.put(row.getString(1), row.getLong(2));
        fresh.put(row.getString(1), row.getLong(3));
      }
    }
    statement.getMoreResults();
    Map<String, Set<String>> oids = new HashMap<>();
    try (ResultSet row = statement.getResultSet()) {
      while (row.next()) {
        oids.put(row.getString(1), new HashSet<>(List.of(row.getString(2).split(","))));
      }
    }
    statement.getMoreResults();
    seen =
        new Seen("age(xid '%s')".formatted(oids.remove("since").iterator().next()), counts, oids);
    return fresh;
  }

  /** What has changed or depends on it: oids by catalog. */
  private static Map<String, Set<String>> objects(Statement statement) throws SQLException {
    Map<String, Set<String>> objects = new TreeMap<>();
    try (ResultSet row = statement.getResultSet()) {
      while (row.next()) {
        if (!PARTS.contains(row.getString(1))) {
          objects.computeIfAbsent(row.getString(1), key -> new TreeSet<>()).add(row.getString(2));
        }
      }
    }
    return objects;
  }

  /** Whether something has changed that nothing is said to depend on. */
  private static boolean ofTheSystem(Map<String, Set<String>> objects) {
    return objects.values().stream()
        .flatMap(Set::stream)
        .anyMatch(oid -> Long.parseLong(oid) < FIRST_OID);
  }

  /** Takes out what is of comments: they are read apart. */
  private static Map<String, Long> notes(Map<String, Long> counts) {
    Map<String, Long> notes = new HashMap<>(counts);
    notes.keySet().removeIf(name -> !name.startsWith("notes"));
    counts.keySet().removeAll(notes.keySet());
    return notes;
  }

  private Set<String> gone(Seen before) {
    Set<String> gone = new HashSet<>();
    before
        .oids()
        .forEach(
            (catalog, oids) -> {
              Set<String> there = seen.oids().get(catalog);
              oids.stream()
                  .filter(oid -> !there.contains(oid))
                  .forEach(oid -> gone.add(catalog + "/" + oid));
            });
    return gone;
  }

  /** Reads some objects. */
  private CatalogRows changed(
      Statement statement, Map<String, Set<String>> objects, Set<String> gone, boolean sameNotes)
      throws SQLException {
    Set<String> without = new HashSet<>(gone);
    List<String> messages = new ArrayList<>();
    objects.forEach(
        (catalog, oids) -> {
          oids.forEach(oid -> without.add(catalog + "/" + oid));
          for (String query : QUERIES.getOrDefault(catalog, List.of())) {
            messages.add("execute postcar_%s('{%s}')".formatted(query, String.join(",", oids)));
          }
        });
    int reads = messages.size();
    if (!sameNotes) {
      messages.add("execute postcar_comments");
    }
    if (messages.isEmpty()) {
      return rows.with(without, List.of(), rows.notes());
    }
    statement.execute(String.join(";", messages));
    List<CatalogRow> fresh = new ArrayList<>();
    for (int i = 0; i < reads; i++) {
      CatalogReading.objects(statement, fresh::add);
    }
    names = hasNames(fresh);
    Set<CatalogRows.Note> notes = rows.notes();
    if (!sameNotes) {
      notes = new HashSet<>(notes);
      notes.removeIf(note -> note.kind().equals("comment"));
      CatalogReading.notes(statement, notes);
    }
    return rows.with(without, fresh, notes);
  }

  private void prepare(int major) throws SQLException {
    CatalogQueries queries =
        new CatalogQueries(
            major,
            "select n.oid from pg_catalog.pg_namespace n where n.nspname !~ '^pg_'"
                + " and n.nspname <> 'information_schema'"
                + " and n.nspname <> all (array[%s]::text[])".formatted(left));
    List<String> plans = new ArrayList<>();
    QUERIES
        .values()
        .forEach(
            names ->
                names.forEach(
                    name ->
                        plans.add(
                            "prepare postcar_%s (oid[]) as select * from (%s) q where id = any ($1)"
                                .formatted(name, queries.text(name)))));
    plans.add("prepare postcar_comments as " + queries.text("comments"));
    plans.add("prepare postcar_changed (integer, oid) as " + queries.text("changed"));
    plans.add("prepare postcar_counts (integer, oid) as " + queries.text("counts"));
    plans.add("prepare postcar_oids as " + queries.text("oids"));
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(
          "begin; deallocate all;" + OwnSql.LOCAL + String.join(";\n", plans) + "; commit");
    }
  }
}

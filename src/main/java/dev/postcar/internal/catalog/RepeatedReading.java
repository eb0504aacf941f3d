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

  private static final List<String> RELATION = List.of("relations", "columns");

  /** The queries that read an object: by catalog, and in pg_class by the kind of relation. */
  private static final Map<String, List<String>> QUERIES =
      Map.ofEntries(
          Map.entry("pg_class r", RELATION),
          Map.entry("pg_class p", RELATION),
          Map.entry("pg_class f", RELATION),
          Map.entry("pg_class v", RELATION),
          Map.entry("pg_class m", RELATION),
          Map.entry("pg_class c", List.of("columns")),
          Map.entry("pg_class i", List.of("indexes")),
          Map.entry("pg_class I", List.of("indexes")),
          Map.entry("pg_class S", List.of("sequences")),
          Map.entry("pg_class", List.of("relations", "columns", "indexes", "sequences")),
          Map.entry("pg_constraint", List.of("constraints")),
          Map.entry("pg_trigger", List.of("triggers")),
          Map.entry("pg_rewrite", List.of("rules")),
          Map.entry("pg_policy", List.of("policies")),
          Map.entry("pg_proc", List.of("functions", "aggregates")),
          Map.entry("pg_type", List.of("types")),
          Map.entry("pg_statistic_ext", List.of("statistics")));

  /** The catalogs whose rows have an address of their own. */
  private static final Set<String> CATALOGS =
      QUERIES.keySet().stream()
          .filter(name -> name.indexOf(' ') < 0)
          .collect(Collectors.toUnmodifiableSet());

  /** Parts of an object that is read, or of no object that anybody names. */
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
  private final KnownObjects known = new KnownObjects();
  private CatalogRows rows;
  private CatalogCounts counts;
  private boolean names;

  /** What is to be read: oids by catalog, and by query. */
  private record Changed(Map<String, Set<String>> objects, Map<String, Set<String>> reads) {

    void add(String catalog, String kind, String oid) {
      objects.computeIfAbsent(catalog, key -> new TreeSet<>()).add(oid);
      for (String query : QUERIES.getOrDefault(kind, List.of())) {
        reads.computeIfAbsent(query, key -> new TreeSet<>()).add(oid);
      }
    }
  }

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
   * @throws SQLException if the server refuses or the connection is lost; the next reading is a
   *     whole one then
   */
  public CatalogRows read() throws SQLException {
    int major = connection.getMetaData().getDatabaseMajorVersion();
    if (major > CatalogQueries.NEWEST) {
      return reading.read();
    }
    if (rows == null) {
      prepare(major);
    }
    CatalogCounts then = counts;
    counts = null;
    String since = then == null ? "null" : "age(xid '%d')".formatted(then.since());
    String look =
        "%3$s; execute postcar_counts(%1$s, %2$s); execute postcar_changed(%1$s, %2$s)"
            .formatted(since, superuser ? 0 : FIRST_OID, PLANS);
    rows =
        reading.alone(look, statement -> then == null ? first(statement) : next(statement, then));
    return rows;
  }

  private CatalogRows first(Statement statement) throws SQLException {
    CatalogCounts now = CatalogCounts.read(statement);
    statement.getMoreResults();
    return all(statement, now);
  }

  private CatalogRows all(Statement statement, CatalogCounts now) throws SQLException {
    known.read(statement, CATALOGS);
    statement.execute(PLANS.replace("'off'", "'on'"));
    CatalogRows all = reading.queries(statement);
    statement.execute("commit");
    names = hasNames(all.rows().values());
    counts = now;
    return all;
  }

  private static boolean hasNames(Collection<CatalogRow> rows) {
    return rows.stream()
        .anyMatch(row -> row.definition() != null && NAMES.matcher(row.definition()).find());
  }

  private CatalogRows next(Statement statement, CatalogCounts then) throws SQLException {
    CatalogCounts now = CatalogCounts.read(statement);
    Changed changed = objects(statement);
    if (names
        || !CATALOGS.containsAll(changed.objects().keySet())
        || ofTheSystem(changed.objects())
        || !now.areSame(then, CATALOGS)) {
      return all(statement, now);
    }
    Set<String> gone = known.follow(statement, now, changed.objects());
    if (!gone.isEmpty()) {
      for (CatalogRow row : rows.rows().values()) {
        if (gone.contains(row.object())) {
          for (String parent : row.parents()) {
            String[] parts = parent.split("/", -1);
            if (CATALOGS.contains(parts[0])) {
              changed.add(parts[0], parts[0], parts[1]);
            }
          }
        }
      }
    }
    CatalogRows read = changed(statement, changed, gone, now.haveSameNotes(then));
    counts = now;
    return read;
  }

  /** What has changed or depends on it. */
  private static Changed objects(Statement statement) throws SQLException {
    Changed changed = new Changed(new HashMap<>(), new HashMap<>());
    try (ResultSet row = statement.getResultSet()) {
      while (row.next()) {
        if (!PARTS.contains(row.getString(1))) {
          changed.add(
              row.getString(1),
              (row.getString(1) + " " + row.getString(3)).strip(),
              row.getString(2));
        }
      }
    }
    return changed;
  }

  /** Whether something has changed that nothing is said to depend on. */
  private static boolean ofTheSystem(Map<String, Set<String>> objects) {
    return objects.values().stream()
        .flatMap(Set::stream)
        .anyMatch(oid -> Long.parseLong(oid) < FIRST_OID);
  }

  /** Reads some objects, and commits. */
  private CatalogRows changed(
      Statement statement, Changed changed, Set<String> gone, boolean sameNotes)
      throws SQLException {
    Set<String> without = new HashSet<>(gone);
    changed
        .objects()
        .forEach((catalog, oids) -> oids.forEach(oid -> without.add(catalog + "/" + oid)));
    List<String> messages = new ArrayList<>();
    changed
        .reads()
        .forEach(
            (query, oids) ->
                messages.add(
                    "execute postcar_%s('{%s}')".formatted(query, String.join(",", oids))));
    int reads = messages.size();
    if (!sameNotes) {
      messages.add("execute postcar_comments");
    }
    messages.add("commit");
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
    QUERIES.values().stream()
        .flatMap(List::stream)
        .distinct()
        .forEach(
            name ->
                plans.add(
                    "prepare postcar_%s (oid[]) as select * from (%s) q where id = any ($1)"
                        .formatted(name, queries.text(name))));
    plans.add("prepare postcar_comments as " + queries.text("comments"));
    plans.add("prepare postcar_changed (integer, oid) as " + queries.text("changed"));
    plans.add("prepare postcar_counts (integer, oid) as " + queries.text("counts"));
    plans.add("prepare postcar_oids (text[]) as " + queries.text("oids"));
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(
          "begin; deallocate all;" + OwnSql.LOCAL + String.join(";\n", plans) + "; commit");
    }
  }
}

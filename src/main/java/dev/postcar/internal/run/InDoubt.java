package dev.postcar.internal.run;

import dev.postcar.PostcarException;
import dev.postcar.internal.history.JournalEntry;
import dev.postcar.internal.history.JournalText;
import dev.postcar.internal.plan.Step;
import dev.postcar.internal.session.Session;
import dev.postcar.internal.sql.CatalogEffect;
import dev.postcar.internal.sql.Quote;
import dev.postcar.internal.sql.SqlScript;
import dev.postcar.internal.sql.Statement;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;

/**
 * Finds out from the catalog what a statement did that ran outside a transaction: whether it took
 * effect where nobody saw its end, and which INVALID indexes it left.
 *
 * <p>It asks in the migration's own state, in which the statement's names mean what they meant.
 */
record InDoubt(Session session, Step step) {

  /** The operators of any search_path would do; these are the server's own. */
  private static final String OPERATORS = " (=|<>|->>) ";

  private static final String OWN = " operator(pg_catalog.$1) ";

  private static final String INVALID =
      """
      select i.indexrelid::pg_catalog.regclass, pg_catalog.format('%%I.%%I', n.nspname, c.relname),
          exists (select from pg_catalog.pg_locks l
              left join pg_catalog.pg_stat_activity a on a.pid = l.pid
            where l.relation = i.indrelid and l.mode = 'ShareUpdateExclusiveLock' and l.granted
              and l.database = (select d.oid from pg_catalog.pg_database d where d.datname = pg_catalog.current_database())
              and l.pid <> pg_catalog.pg_backend_pid() and coalesce(a.backend_type, '') <> 'autovacuum worker'),
          pg_catalog.has_schema_privilege(n.oid, 'usage')
        from pg_catalog.pg_index i join pg_catalog.pg_class c on c.oid = i.indexrelid
          join pg_catalog.pg_namespace n on n.oid = c.relnamespace
       where not i.indisvalid and not i.indexrelid = any (%1$s)
         and (i.indrelid = any (%2$s) or i.indrelid = any (
           select t.reltoastrelid from pg_catalog.pg_class t where t.oid = any (%2$s)))
       order by 2"""
          .replaceAll(OPERATORS, OWN);

  /** An index that is not there any more, or not yet. */
  record Leftover(String name, String qualified, boolean underway, boolean droppable) {}

  static CatalogEffect effect(String sql) {
    return CatalogEffect.of(SqlScript.statements(sql).get(0));
  }

  /** The statement that takes down what is there before this one; empty where nothing matters. */
  static String before(Statement statement) {
    CatalogEffect effect = CatalogEffect.of(statement);
    String oids =
        switch (effect.kind()) {
          case CREATE_INDEX ->
              qualified(
                      "array(select i.indexrelid from pg_catalog.pg_index i where i.indrelid = %s)")
                  .formatted(relation(effect.on()));
          case REINDEX ->
              "array(select i.indexrelid from pg_catalog.pg_index i where not i.indisvalid)";
          case DROP_INDEX -> "array[%s::pg_catalog.oid]".formatted(relation(effect.name()));
          case DETACH ->
              "array[%s::pg_catalog.oid, %s::pg_catalog.oid]"
                  .formatted(relation(effect.name()), relation(effect.on()));
          case CREATE, DROP ->
              "array(select o.oid from pg_catalog.%s)".formatted(named(effect, effect.object()));
          default -> "'{}'";
        };
    return "select pg_catalog.set_config('%s', pg_catalog.array_remove(%s::pg_catalog.oid[], null)::pg_catalog.text, false)"
        .formatted(JournalText.BEFORE, oids);
  }

  private static String qualified(String sql) {
    return sql.replaceAll(OPERATORS, OWN);
  }

  private static String relation(String name) {
    return "pg_catalog.to_regclass(" + Quote.literal(name) + ")";
  }

  private static String ident(String name) {
    return "(pg_catalog.parse_ident(" + Quote.literal(name) + "))[1]";
  }

  /** A database, tablespace or subscription of that name. */
  private static String named(CatalogEffect effect, String object) {
    String name = ident(effect.name());
    return switch (object) {
      case "database" -> qualified("pg_database o where o.datname = ") + name;
      case "tablespace" -> qualified("pg_tablespace o where o.spcname = ") + name;
      default ->
          qualified("pg_subscription o where o.subname = ")
              + name
              + qualified(
                  " and o.subdbid = (select d.oid from pg_catalog.pg_database d where d.datname = pg_catalog.current_database())");
    };
  }

  /**
   * Decides; true if it took effect; false if it is to run again; null if only a person can tell.
   *
   * @param entry of the journal: a statement that was started
   */
  Boolean isDone(JournalEntry entry) throws SQLException {
    CatalogEffect effect = effect(entry.sql());
    String oids = oids(entry.before());
    boolean known = !entry.before().equals("{}");
    String done =
        switch (effect.kind()) {
          case CREATE_INDEX ->
              qualified(
                      "exists (select from pg_catalog.pg_index i join pg_catalog.pg_class c on c.oid = i.indexrelid where i.indrelid = %s and i.indisvalid and not i.indexrelid = any (%s)%s)")
                  .formatted(
                      relation(effect.on()),
                      oids,
                      effect.name() == null
                          ? ""
                          : qualified(" and c.relname = ") + ident(effect.name()));
          case DROP_INDEX ->
              known
                  ? qualified(
                          "not exists (select from pg_catalog.pg_class c where c.oid = any (%s))")
                      .formatted(oids)
                  : relation(effect.name()) + " is null";
          case DETACH -> "not exists (%s)".formatted(partition("true", effect, oids, known));
          case CREATE ->
              qualified("exists (select from pg_catalog.%s and not o.oid = any (%s))")
                  .formatted(named(effect, effect.object()), oids);
          case DROP ->
              "not exists (select from pg_catalog.%s%s)"
                  .formatted(
                      named(effect, effect.object()),
                      known ? qualified(" and o.oid = any (") + oids + ")" : "");
          case ADD_PUBLICATION, DROP_PUBLICATION ->
              qualified("%s exists (select from pg_catalog.%s and %s = any (o.subpublications))")
                  .formatted(
                      effect.kind() == CatalogEffect.Kind.ADD_PUBLICATION ? "" : "not",
                      named(effect, "subscription"),
                      ident(effect.on()) + "::pg_catalog.text");
          case REINDEX, REPEATABLE -> "false";
          case UNKNOWN -> null;
        };
    return done == null ? null : session.plainRows("select " + done).get(0).get(0).equals("t");
  }

  private static String partition(
      String condition, CatalogEffect effect, String oids, boolean known) {
    return qualified(
            "select from pg_catalog.pg_inherits h where h.inhrelid = %s and h.inhparent = %s and %s")
        .formatted(
            known ? "(" + oids + ")[1]" : relation(effect.name()) + "::pg_catalog.oid",
            known ? "(" + oids + ")[2]" : relation(effect.on()) + "::pg_catalog.oid",
            condition);
  }

  PostcarException.Refusal refusal(JournalEntry entry) {
    String command = "\"postcar resume " + step.id().name();
    return new PostcarException.Refusal(
        ("Refused: it is not known how statement %s of %s ended: %s\n"
                + "State: it may have taken effect. Nothing was changed.\n"
                + "Next: check whether it did, then run %s --done %s\" if so, or %s --rerun %s\" to"
                + " run it again.")
            .formatted(
                entry.number(),
                step.id(),
                entry.sql().strip(),
                command,
                entry.number(),
                command,
                entry.number()));
  }

  /** What is to be run in the place of a detach that is half done; else the statement itself. */
  String instead(Statement statement) throws SQLException {
    CatalogEffect effect = CatalogEffect.of(statement);
    if (effect.kind() != CatalogEffect.Kind.DETACH) {
      return statement.text();
    }
    // Before PostgreSQL 14 there is no such column, and no detach concurrently.
    String pending =
        partition(
            qualified("(pg_catalog.to_jsonb(h) ->> 'inhdetachpending')::pg_catalog.bool"),
            effect,
            "",
            false);
    boolean half = session.plainRows("select exists (" + pending + ")").get(0).get(0).equals("t");
    return half
        ? "alter table " + effect.on() + " detach partition " + effect.name() + " finalize"
        : statement.text();
  }

  private static String oids(String before) {
    return Quote.literal(before) + "::pg_catalog.oid[]";
  }

  /** The INVALID indexes that a statement of the journal has left. */
  List<Leftover> leftovers(JournalEntry entry) throws SQLException {
    CatalogEffect effect = effect(entry.sql());
    // Up to bookkeeping 0.3 nobody took down which were INVALID before a reindex.
    return entry.session() || effect.kind() != CatalogEffect.Kind.REINDEX
        ? leftovers(effect, oids(entry.before()))
        : List.of();
  }

  /** Those that the statement of this session has left which has just failed. */
  List<Leftover> leftovers(Statement statement) throws SQLException {
    return leftovers(
        CatalogEffect.of(statement),
        "pg_catalog.current_setting('" + JournalText.BEFORE + "')::pg_catalog.oid[]");
  }

  private List<Leftover> leftovers(CatalogEffect effect, String before) throws SQLException {
    String tables = tables(effect);
    if (tables == null) {
      return List.of();
    }
    return session.plainRows(INVALID.formatted(before, tables)).stream()
        .map(
            row ->
                new Leftover(
                    row.get(0), row.get(1), row.get(2).equals("t"), row.get(3).equals("t")))
        .toList();
  }

  /** The tables whose indexes a statement builds, as an array of oids; null for none. */
  private static String tables(CatalogEffect effect) {
    if (effect.kind() == CatalogEffect.Kind.CREATE_INDEX) {
      return "array[" + relation(effect.on()) + "::pg_catalog.oid]";
    } else if (effect.kind() != CatalogEffect.Kind.REINDEX) {
      return null;
    }
    String relation = relation(effect.name());
    String tree =
        "select p.relid from pg_catalog.pg_partition_tree("
            + relation
            + ") p union select "
            + relation;
    return switch (effect.object()) {
      case "index" ->
          qualified("array(select i.indrelid from pg_catalog.pg_index i where i.indexrelid = any (")
              + tree
              + "))";
      case "table" -> "array(" + tree + ")::pg_catalog.oid[]";
      case "schema" ->
          qualified("array(select r.oid from pg_catalog.pg_class r where r.relnamespace = ")
              + "pg_catalog.to_regnamespace("
              + Quote.literal(effect.name())
              + "))";
      default -> "array(select r.oid from pg_catalog.pg_class r)";
    };
  }

  /** Refuses to touch an index that another session is building. */
  void refuseUnderway(JournalEntry entry) throws SQLException {
    for (Leftover one : leftovers(entry)) {
      if (one.underway()) {
        throw new PostcarException.Refusal(
            "Refused: index "
                + one.name()
                + " is still being built by another session. Nothing was changed.\nNext: wait for"
                + " it, then rerun the command.");
      }
    }
  }

  /** The names of some, for a message; empty where there are none. */
  static String names(Stream<Leftover> leftovers) {
    return String.join(", ", leftovers.map(Leftover::name).toList());
  }
}

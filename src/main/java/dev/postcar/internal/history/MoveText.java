package dev.postcar.internal.history;

import dev.postcar.internal.sql.Quote;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The statements that move the history of one target to another bookkeeping of this postcar's
 * version, in one transaction.
 */
public final class MoveText {

  private final TargetRows from;
  private final TargetRows to;

  /** From one bookkeeping, as schema and target, to another. */
  public MoveText(String namespace, String target, String otherNamespace, String otherTarget) {
    this.from = new TargetRows(namespace, target);
    this.to = new TargetRows(otherNamespace, otherTarget);
  }

  /** Asks for the columns that are copied: the tables in which they are, and their names. */
  public String columns() {
    return """
    select c.relname, a.attname from pg_catalog.pg_class c
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      join pg_catalog.pg_attribute a on a.attrelid = c.oid
     where n.nspname = %s and c.relname in ('version', 'migration', 'statement', 'event', 'view')
       and a.attnum > 0 and not a.attisdropped and a.attname not in ('id', 'target', 'migration')
     order by pg_catalog.array_position(array['version', 'migration', 'statement', 'event', 'view'], c.relname::text), a.attnum"""
        .formatted(Quote.literal(from.namespace()));
  }

  /** Asks whether the other bookkeeping has rows of the target; true if it has any. */
  public String isTaken() {
    return List.of("migration", "event", "view").stream()
        .map(
            table ->
                "exists (select from %s.%s x where %s)".formatted(to.schema(), table, to.own("x")))
        .collect(Collectors.joining(" or ", "select ", ""));
  }

  /**
   * Copies the rows; their ids are new, and in the same order.
   *
   * @param columns what {@link #columns} asks for
   * @return statements, each ended by a semicolon
   */
  public String copy(List<List<String>> columns) {
    StringBuilder sql = new StringBuilder();
    sql.append("delete from %s.version v where %s;\n".formatted(to.schema(), to.own("v")));
    byTable(columns)
        .forEach(
            (table, names) -> {
              boolean statement = table.equals("statement");
              sql.append(
                  "insert into %s.%s (%s, %s) select %s, %s from %s%s;\n"
                      .formatted(
                          to.schema(),
                          table,
                          statement ? "migration" : "target",
                          String.join(", ", names),
                          statement ? "other.id" : to.literal(),
                          listed(names),
                          rows(from, table),
                          statement
                              ? " join " + numbered(to) + " other on other.place = m.place"
                              : hasId(table) ? " order by x.id" : ""));
            });
    return sql.toString();
  }

  /**
   * Asks whether the rows of both are the same; to be asked after {@link #copy}.
   *
   * @param columns what {@link #columns} asks for
   */
  public String isSame(List<List<String>> columns) {
    List<String> conditions = new ArrayList<>();
    byTable(columns)
        .forEach(
            (table, names) -> {
              String place =
                  table.equals("statement")
                      ? "m.place, "
                      : hasId(table) ? "row_number() over (order by x.id), " : "";
              String one = "select " + place + listed(names) + " from ";
              String old = one + rows(from, table);
              String copy = one + rows(to, table);
              conditions.add("not exists (%s except all %s)".formatted(old, copy));
              conditions.add("not exists (%s except all %s)".formatted(copy, old));
            });
    return "select " + String.join(" and ", conditions);
  }

  /** Logs the move, in the new place. */
  public String logged() {
    return "insert into %s.event (target, operation, outcome, message) values (%s, 'move', 'moved', %s);\n"
        .formatted(to.schema(), to.literal(), Quote.literal("from schema " + from.namespace()));
  }

  /**
   * Removes the old rows; where no other target's are left the tables too, and the schema unless
   * there is anything else in it, or it is another role's.
   *
   * @return statements, each ended by a semicolon
   */
  public String remove() {
    String schema = from.schema();
    StringBuilder sql = new StringBuilder();
    sql.append(
        "delete from %1$s.statement s using %1$s.migration m where m.id = s.migration and %2$s;\n"
            .formatted(schema, from.own("m")));
    for (String table : List.of("migration", "event", "view", "version")) {
      sql.append("delete from %s.%s x where %s;\n".formatted(schema, table, from.own("x")));
    }
    String drop =
        """
        begin
          if not exists (select from %1$s.version) then
            drop table %1$s.statement, %1$s.migration, %1$s.event, %1$s.view, %1$s.version;
            begin
              drop schema %1$s;
            exception when dependent_objects_still_exist or insufficient_privilege then
              null;
            end;
          end if;
        end"""
            .formatted(schema);
    return sql + "do " + Quote.literal(drop) + ";\n";
  }

  private static Map<String, List<String>> byTable(List<List<String>> columns) {
    Map<String, List<String>> tables = new LinkedHashMap<>();
    columns.forEach(
        row ->
            tables
                .computeIfAbsent(row.get(0), table -> new ArrayList<>())
                .add(Quote.identifier(row.get(1))));
    return tables;
  }

  private static String listed(List<String> names) {
    return names.stream().map(name -> "x." + name).collect(Collectors.joining(", "));
  }

  private static boolean hasId(String table) {
    return table.equals("migration") || table.equals("event");
  }

  /** Those of one target: a statement's are those of its migration. */
  private static String rows(TargetRows side, String table) {
    String all = "%s.%s x ".formatted(side.schema(), table);
    return table.equals("statement")
        ? all + "join " + numbered(side) + " m on m.id = x.migration"
        : all + "where " + side.own("x");
  }

  /** Which ones of the two belong together. */
  private static String numbered(TargetRows side) {
    return "(select i.id, row_number() over (order by i.id) as place from %s.migration i where %s)"
        .formatted(side.schema(), side.own("i"));
  }
}

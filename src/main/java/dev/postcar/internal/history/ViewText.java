package dev.postcar.internal.history;

import dev.postcar.MigrationId;
import dev.postcar.internal.sql.Quote;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The statements that write the managed views' part of the bookkeeping, as text like {@link
 * HistoryText}'s.
 *
 * <p>What a view has in addition to its definition survives when it is rebuilt: read before the
 * drop, and compared with what its SQL alone had made (the row knows it) and what its SQL makes
 * now. What somebody has added or removed in between is added or removed again; where the SQL
 * itself has changed its mind, the SQL wins.
 */
public final class ViewText {

  private final TargetRows target;
  private final String schema;
  private final String postcarVersion;

  ViewText(TargetRows target, String postcarVersion) {
    this.target = target;
    this.schema = target.schema();
    this.postcarVersion = postcarVersion;
  }

  /** Reads what some views have in addition to their definition, before they are dropped. */
  public String keep(List<MigrationId> views) {
    return "update %s.view v set before = v.made, kept = %s where %s"
        .formatted(schema, ViewProperties.of("v.made ? o.key"), are("v", views));
  }

  /**
   * Drops a view unless something uses that is no managed view; it is then to be replaced where it
   * is, and has lost nothing that would have to be given back.
   */
  public String dropUnlessUsed(MigrationId view, String downSql) {
    return block(
        "",
        """
        execute %s;
        exception when dependent_objects_still_exist then
          update %s.view v set before = null, kept = null where %s;"""
            .formatted(Quote.literal(downSql), schema, is(view)));
  }

  /**
   * Makes sure that a view which was not dropped is the one that its SQL has replaced: with other
   * parameters that would have made a second function.
   *
   * @return one statement; 2BP01 where it is not
   */
  public String replaced(MigrationId view, String downSql) {
    return block(
        "declare second boolean := false; ",
        """
        perform from %s.view v where %s and v.before is null;
        if not found then
          return;
        end if;
        begin
          execute %s;
          second := true;
        exception when dependent_objects_still_exist then
          null;
        end;
        if second then
          raise exception 'up() created a second object; the one in use was not replaced'
            using errcode = 'dependent_objects_still_exist',
            hint = 'Remove what uses the old one in a migration that lists this view in @Rebuilds.';
        end if;"""
            .formatted(schema, is(view), Quote.literal(downSql)));
  }

  private static String block(String declarations, String body) {
    return "do " + Quote.literal(declarations + "begin " + body + " end");
  }

  /** Under whatever search_path. */
  private String is(MigrationId id) {
    return "v.target operator(pg_catalog.=) %s and v.package operator(pg_catalog.=) %s and v.name operator(pg_catalog.=) %s"
        .formatted(target.literal(), Quote.literal(id.packageName()), Quote.literal(id.name()));
  }

  /** Forgets views that are down for good. */
  public String forget(List<MigrationId> views) {
    return "delete from %s.view v where %s".formatted(schema, are("v", views));
  }

  /** Records a view that has just been created in this transaction. */
  public String raised(
      MigrationId id, String checksum, String upSql, String downSql, List<MigrationId> uses) {
    String others =
        "%s and not exists (select from %s.view w where %s and w.made ? o.key and not (%s))"
            .formatted(
                ViewProperties.isOurs("age"), schema, target.own("w"), are("w", List.of(id)));
    return """
    insert into %1$s.view as v (target, package, name, checksum, up_sql, down_sql, uses, postcar_version, made)
      values (%10$s, %2$s, %3$s, %4$s, %5$s, %6$s, %7$s, %8$s, %9$s)
      on conflict (target, package, name) do update
         set checksum = excluded.checksum, up_sql = excluded.up_sql, down_sql = excluded.down_sql,
             uses = excluded.uses, postcar_version = excluded.postcar_version,
             made = case when v.before is null then v.made else excluded.made end,
             raised_at = pg_catalog.clock_timestamp(), raised_by = session_user"""
        .formatted(
            schema,
            Quote.literal(id.packageName()),
            Quote.literal(id.name()),
            Quote.literal(checksum),
            Quote.literal(upSql),
            Quote.literal(downSql),
            array(uses),
            Quote.literal(postcarVersion),
            ViewProperties.made(others),
            target.literal());
  }

  /**
   * Records what drops a view and what it uses, where that alone has changed.
   *
   * @param uses what it is built on
   */
  public String record(MigrationId id, String downSql, List<MigrationId> uses) {
    return "update %s.view v set down_sql = %s, uses = %s where %s"
        .formatted(schema, Quote.literal(downSql), array(uses), are("v", List.of(id)));
  }

  /**
   * Gives back what {@link #keep} has read; what no longer can be given, for its column or its role
   * is gone, is said in a warning. The owner comes before the indexes: their functions run as it,
   * and so they are not created if it cannot be given back.
   */
  public String restore() {
    return """
    do $postcar$
    declare
      lost record;
      ownerless text[] := '{}';
    begin
      for lost in
        select v.name, o.key, i.item, coalesce(o.items -> i.item ->> 0, v.made -> o.key -> i.item ->> 1) as statement
          from %1$s.view v
          cross join lateral pg_catalog.jsonb_each(v.kept) as o(key, items)
          cross join lateral (select pg_catalog.jsonb_object_keys(o.items)
                        union select pg_catalog.jsonb_object_keys(coalesce(v.before -> o.key, '{}'))) as i(item)
         where %2$s and v.made ? o.key
           and o.items -> i.item ->> 0 is distinct from v.before -> o.key -> i.item ->> 0
           and o.items -> i.item ->> 0 is distinct from v.made -> o.key -> i.item ->> 0
         order by case when i.item = 'owner' then 1
                       when i.item like 'index %%' then 2
                       when i.item like 'grant %%' and pg_catalog.split_part(i.item, ' ', 3) = current_user::pg_catalog.regrole::oid::text then 3
                       else 0 end, i.item
      loop
        continue when lost.statement is null;
        if lost.key = any (ownerless) and lost.item like 'index %%' then
          raise warning 'view %%: not kept: %% (its owner could not be given back)', lost.name, lost.statement;
          continue;
        end if;
        begin
          execute lost.statement;
        exception
          when undefined_column or undefined_table or undefined_object or undefined_function
              or wrong_object_type or invalid_parameter_value or duplicate_table then
            raise warning 'view %%: not kept: %% (%%)', lost.name, lost.statement, sqlerrm;
            if lost.item = 'owner' then
              ownerless := ownerless || lost.key;
            end if;
        end;
      end loop;
      update %1$s.view v set kept = null, before = null where %2$s and kept is not null;
    end
    $postcar$"""
        .formatted(schema, target.own("v"));
  }

  /**
   * Logs what has happened to views.
   *
   * @param outcome what happened: created, recreated or dropped
   */
  public String logged(String operation, String outcome, List<MigrationId> views) {
    String rows =
        views.stream()
            .map(
                id ->
                    "(%s, %s, %s, %s, %s)"
                        .formatted(
                            target.literal(),
                            Quote.literal(operation),
                            Quote.literal(outcome),
                            Quote.literal(id.packageName()),
                            Quote.literal(id.name())))
            .collect(Collectors.joining(", "));
    return "insert into %s.event (target, operation, outcome, package, name) values %s"
        .formatted(schema, rows);
  }

  /**
   * Makes sure that the transaction is still the one in which {@link HistoryText#moveGeneration}
   * moved the generation.
   *
   * @return one statement; 22012 where it is another
   */
  public String same() {
    return "select 1 / pg_catalog.count(*) from %s.version v where %s"
        .formatted(schema, target.moved());
  }

  private String are(String table, List<MigrationId> ids) {
    String among = target.own(table) + " and (%1$s.package, %1$s.name) in (".formatted(table);
    return ids.stream()
        .map(id -> "(%s, %s)".formatted(Quote.literal(id.packageName()), Quote.literal(id.name())))
        .collect(Collectors.joining(", ", among, ")"));
  }

  private static String array(List<MigrationId> ids) {
    return ids.stream()
        .map(id -> Quote.literal(id.toString()))
        .collect(Collectors.joining(", ", "array[", "]::text[]"));
  }
}

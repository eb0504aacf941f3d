package dev.postcar.internal.history;

/**
 * What a view has in addition to its definition, read from the catalogs: owner, grants, comments,
 * options, defaults of columns, triggers and rules; of a materialized view its indexes too; of a
 * function owner, grants and comment.
 */
final class ViewProperties {

  /** Each property as two statements: one that gives it, one that removes it (null for none). */
  private static final String ITEMS =
      """
      select 'owner' as item, pg_catalog.format('alter %s %s owner to %I', o.noun, o.key, pg_catalog.pg_get_userbyid(o.owner)) as give, null::text as take
      union all
      select 'comment ' || d.objsubid,
          case d.objsubid when 0 then pg_catalog.format('comment on %s %s is %L', o.kind, o.key, d.description)
            else pg_catalog.format('comment on column %s.%I is %L', o.key, a.attname, d.description) end,
          case d.objsubid when 0 then pg_catalog.format('comment on %s %s is null', o.kind, o.key)
            else pg_catalog.format('comment on column %s.%I is null', o.key, a.attname) end
        from pg_catalog.pg_description d
        left join pg_catalog.pg_attribute a on a.attrelid = d.objoid and a.attnum = d.objsubid
       where d.classoid = o.classid and d.objoid = o.oid
      union all
      select 'grant ' || g.privilege_type || ' ' || g.grantee,
          pg_catalog.format('grant %s on %s %s to %s%s', g.privilege_type, o.noun, o.key, r.name, r.again),
          pg_catalog.format('revoke %s on %s %s from %s cascade', g.privilege_type, o.noun, o.key, r.name)
        from pg_catalog.aclexplode(o.acl) g, lateral (select
          case g.grantee when 0 then 'public' else pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(g.grantee)) end as name,
          case when g.is_grantable then ' with grant option' else '' end as again) r
       where g.grantee <> o.owner
      union all
      select 'grant ' || g.privilege_type || ' ' || g.grantee || ' ' || a.attname,
          pg_catalog.format('grant %s (%I) on %s to %s%s', g.privilege_type, a.attname, o.key, r.name, r.again),
          pg_catalog.format('revoke %s (%I) on %s from %s cascade', g.privilege_type, a.attname, o.key, r.name)
        from pg_catalog.pg_attribute a, pg_catalog.aclexplode(a.attacl) g, lateral (select
          case g.grantee when 0 then 'public' else pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(g.grantee)) end as name,
          case when g.is_grantable then ' with grant option' else '' end as again) r
       where o.noun = 'table' and a.attrelid = o.oid and g.grantee <> o.owner
      union all
      select 'option ' || p.option_name, pg_catalog.format('alter table %s set (%s = %L)', o.key, p.option_name, p.option_value),
          pg_catalog.format('alter table %s reset (%s)', o.key, p.option_name)
        from pg_catalog.pg_options_to_table(o.options) p
      union all
      select 'default ' || a.attname,
          pg_catalog.format('alter table %s alter column %I set default %s', o.key, a.attname, pg_catalog.pg_get_expr(d.adbin, d.adrelid)),
          pg_catalog.format('alter table %s alter column %I drop default', o.key, a.attname)
        from pg_catalog.pg_attrdef d join pg_catalog.pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
       where o.noun = 'table' and d.adrelid = o.oid
      union all
      select 'index ' || c.relname, pg_catalog.pg_get_indexdef(i.indexrelid), pg_catalog.format('drop index %I.%I', n.nspname, c.relname)
        from pg_catalog.pg_index i join pg_catalog.pg_class c on c.oid = i.indexrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
       where o.noun = 'table' and i.indrelid = o.oid and i.indisvalid
      union all
      select 'trigger ' || t.tgname, pg_catalog.pg_get_triggerdef(t.oid), pg_catalog.format('drop trigger %I on %s', t.tgname, o.key)
        from pg_catalog.pg_trigger t
       where o.noun = 'table' and t.tgrelid = o.oid and not t.tgisinternal
      union all
      select 'trigger ' || t.tgname || ' comment', pg_catalog.format('comment on trigger %I on %s is %L', t.tgname, o.key, d.description),
          pg_catalog.format('comment on trigger %I on %s is null', t.tgname, o.key)
        from pg_catalog.pg_trigger t join pg_catalog.pg_description d on d.classoid = 'pg_catalog.pg_trigger'::pg_catalog.regclass and d.objoid = t.oid
       where o.noun = 'table' and t.tgrelid = o.oid and not t.tgisinternal
      union all
      select 'index ' || c.relname || ' cluster', pg_catalog.format('alter table %s cluster on %I', o.key, c.relname),
          pg_catalog.format('alter table %s set without cluster', o.key)
        from pg_catalog.pg_index i join pg_catalog.pg_class c on c.oid = i.indexrelid
       where o.noun = 'table' and i.indrelid = o.oid and i.indisclustered
      union all
      select 'statistics ' || a.attname, pg_catalog.format('alter table %s alter column %I set statistics %s', o.key, a.attname, a.attstattarget),
          pg_catalog.format('alter table %s alter column %I set statistics -1', o.key, a.attname)
        from pg_catalog.pg_attribute a
       where o.kind = 'materialized view' and a.attrelid = o.oid and a.attnum > 0 and not a.attisdropped and a.attstattarget >= 0
      union all
      select 'rule ' || w.rulename, pg_catalog.pg_get_ruledef(w.oid), pg_catalog.format('drop rule %I on %s', w.rulename, o.key)
        from pg_catalog.pg_rewrite w
       where o.noun = 'table' and w.ev_class = o.oid and w.rulename <> '_RETURN'
      """;

  private static final String OBJECTS =
      """
      select x.*, (pg_catalog.pg_identify_object(x.classid, x.oid, 0)).identity as key
        from (
        select 'pg_catalog.pg_class'::pg_catalog.regclass::oid as classid, c.oid, c.relowner as owner, 'table' as noun,
            case c.relkind when 'm' then 'materialized view' else 'view' end as kind,
            coalesce(c.relacl, pg_catalog.acldefault('r', c.relowner)) as acl, c.reloptions as options,
            c.relnamespace as namespace, pg_catalog.age(c.xmin) as age, pg_catalog.age(t.xmin) as born
          from pg_catalog.pg_class c join pg_catalog.pg_type t on t.oid = c.reltype
         where c.relkind in ('v', 'm')
        union all
        select 'pg_catalog.pg_proc'::pg_catalog.regclass::oid, p.oid, p.proowner, 'routine', 'routine',
            coalesce(p.proacl, pg_catalog.acldefault('f', p.proowner)), null, p.pronamespace, pg_catalog.age(p.xmin), pg_catalog.age(p.xmin)
          from pg_catalog.pg_proc p) x
        join pg_catalog.pg_namespace n on n.oid = x.namespace
       where n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_'
      """;

  private ViewProperties() {}

  /**
   * Whether this transaction has written an object, or one of its subtransactions: what is visible
   * and still in progress is our own. What others have committed since our first statement is as
   * young, and not ours.
   *
   * @param age the column: {@code age} of the object, {@code born} of its creation
   */
  static String isOurs(String age) {
    return """
    case when o.%1$s <= 0 then pg_catalog.pg_xact_status(
      (pg_catalog.pg_current_xact_id()::text::bigint - o.%1$s)::text::pg_catalog.xid8) = 'in progress' else false end"""
        .formatted(age);
  }

  /**
   * The properties of some objects.
   *
   * @param condition on {@code o.key}, the object's name, and on what {@link #isOurs} says
   * @return a scalar expression of type jsonb: by object, by item, the two statements
   */
  static String of(String condition) {
    return of(condition, "coalesce(i.items, '{}')");
  }

  /**
   * The same for what has been created in this transaction; what was there before and is only
   * replaced has no properties of its own: nobody knows which.
   */
  static String made(String condition) {
    String items = "case when %s then coalesce(i.items, '{}') else '{}' end";
    return of(condition, items.formatted(isOurs("born")));
  }

  private static String of(String condition, String items) {
    return """
    (select coalesce(pg_catalog.jsonb_object_agg(o.key, %s), '{}')
      from (%s) o
      left join lateral (select pg_catalog.jsonb_object_agg(e.item, pg_catalog.jsonb_build_array(e.give, e.take)) as items from (%s) e) i on true
     where %s)"""
        .formatted(items, OBJECTS, ITEMS, condition);
  }
}

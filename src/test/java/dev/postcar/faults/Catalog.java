package dev.postcar.faults;

import dev.postcar.testing.TestDatabase;
import java.util.List;

/**
 * What a user sees of a database: relations, columns, indexes and their validity, constraints ...
 */
final class Catalog {

  static final String QUERY =
      """
      with user_schema as (
        select oid from pg_namespace where nspname !~ '^(pg_|information_schema|_postcar|tally)')
      select 'schema ' || nspname from pg_namespace where oid in (table user_schema) and nspname <> 'public'
      union all
      select 'relation ' || c.oid::regclass::text || ' ' || c.relkind::text || ' ' || c.relispopulated::text
          || coalesce(' ' || obj_description(c.oid, 'pg_class'), '')
        from pg_class c where c.relnamespace in (table user_schema)
      union all
      select 'column ' || a.attrelid::regclass::text || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull::text
          || coalesce(' ' || pg_get_expr(d.adbin, d.adrelid), '')
        from pg_attribute a join pg_class c on c.oid = a.attrelid
        left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
       where c.relnamespace in (table user_schema) and a.attnum > 0 and not a.attisdropped
      union all
      select 'index ' || pg_get_indexdef(i.indexrelid) || ' ' || i.indisvalid::text || ' ' || i.indisclustered::text
        from pg_index i join pg_class c on c.oid = i.indexrelid where c.relnamespace in (table user_schema)
      union all
      select 'constraint ' || conname || ' ' || conrelid::regclass::text || ' ' || pg_get_constraintdef(oid) || ' ' || convalidated::text
        from pg_constraint where connamespace in (table user_schema)
      union all
      select 'partition ' || inhrelid::regclass::text || ' of ' || inhparent::regclass::text
          || coalesce(' ' || (to_jsonb(p) ->> 'inhdetachpending'), '')
        from pg_inherits p
      union all
      select 'view ' || c.oid::regclass::text || ' ' || pg_get_viewdef(c.oid)
        from pg_class c where c.relnamespace in (table user_schema) and c.relkind in ('v', 'm')
      union all
      select 'function ' || pg_get_functiondef(oid) from pg_proc where pronamespace in (table user_schema)
      union all
      select 'trigger ' || pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
      union all
      select 'enum ' || enumtypid::regtype::text || ' ' || enumlabel from pg_enum
      """;

  private Catalog() {}

  static List<String> of(TestDatabase database) {
    return database.rows(QUERY + "order by 1");
  }
}

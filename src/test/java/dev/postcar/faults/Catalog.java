package dev.postcar.faults;

import dev.postcar.testing.TestDatabase;
import java.util.List;

/**
 * What a user sees of a database: relations, columns, indexes and their validity, constraints ...
 */
final class Catalog {

  static final String QUERY =
      """
      select 'relation ' || c.relname || ' ' || c.relkind::text || coalesce(' ' || obj_description(c.oid, 'pg_class'), '')
        from pg_class c where c.relnamespace = 'public'::regnamespace
      union all
      select 'column ' || a.attrelid::regclass::text || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull::text
        from pg_attribute a join pg_class c on c.oid = a.attrelid
       where c.relnamespace = 'public'::regnamespace and a.attnum > 0 and not a.attisdropped
      union all
      select 'index ' || pg_get_indexdef(i.indexrelid) || ' ' || i.indisvalid::text
        from pg_index i join pg_class c on c.oid = i.indexrelid where c.relnamespace = 'public'::regnamespace
      union all
      select 'constraint ' || conname || ' ' || pg_get_constraintdef(oid)
        from pg_constraint where connamespace = 'public'::regnamespace
      union all
      select 'function ' || pg_get_functiondef(oid) from pg_proc where pronamespace = 'public'::regnamespace
      union all
      select 'trigger ' || pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
      union all
      select 'enum ' || enumtypid::regtype::text || ' ' || enumlabel from pg_enum
      order by 1
      """;

  private Catalog() {}

  static List<String> of(TestDatabase database) {
    return database.rows(QUERY);
  }
}

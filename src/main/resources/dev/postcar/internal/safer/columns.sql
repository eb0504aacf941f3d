select a.attrelid, a.attnum::bigint, pg_catalog.quote_ident(a.attname),
  pg_catalog.format_type(a.atttypid, a.atttypmod), a.attnotnull,
  coalesce(pg_catalog.pg_get_expr(d.adbin, d.adrelid), ''), a.attidentity::text,
  a.attgenerated::text, a.attislocal,
  case when a.attcollation <> t.typcollation then a.attcollation::pg_catalog.regcollation::text
    else '' end,
  pg_catalog.col_description(a.attrelid, a.attnum),
  coalesce((select pg_catalog.string_agg(
      distinct pg_catalog.pg_describe_object(u.classid, u.objid, 0), ', ')
    from pg_catalog.pg_depend u
    where u.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and u.refobjid = a.attrelid
      and u.refobjsubid = a.attnum
      and not (u.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass and u.objid = d.oid)
      and not exists (select from pg_catalog.pg_index i
        where u.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and i.indexrelid = u.objid)
      and not exists (select from pg_catalog.pg_constraint o
        where u.classid = 'pg_catalog.pg_constraint'::pg_catalog.regclass and o.oid = u.objid
          and o.contype in ('c', 'n'))), ''),
  a.attacl is not null or a.attoptions is not null or a.attstattarget >= 0
    or a.attstorage <> t.typstorage
from pg_catalog.pg_attribute a
join pg_catalog.pg_type t on t.oid = a.atttypid
join pg_catalog.pg_class c on c.oid = a.attrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p') and n.nspname <> 'information_schema' and n.nspname !~ '^pg_'
 order by a.attrelid, a.attnum

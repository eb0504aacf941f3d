select i.indexrelid, i.indexrelid::pg_catalog.regclass::text, i.indrelid,
  pg_catalog.pg_get_indexdef(i.indexrelid), c.relkind, pg_catalog.quote_ident(c.relname),
  exists (select from pg_catalog.pg_constraint o where o.conindid = i.indexrelid
    and o.conrelid = i.indrelid and o.contype in ('p', 'u', 'x')),
  coalesce(h.inhparent, 0),
  i.indisunique and i.indisvalid and i.indpred is null and i.indexprs is null,
  coalesce((select pg_catalog.string_agg(distinct d.refobjsubid::text, ',')
    from pg_catalog.pg_depend d where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
      and d.objid = i.indexrelid and d.refobjid = i.indrelid and d.refobjsubid > 0), '')
from pg_catalog.pg_index i
join pg_catalog.pg_class c on c.oid = i.indexrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join pg_catalog.pg_inherits h on h.inhrelid = i.indexrelid
where n.nspname <> 'information_schema' and n.nspname !~ '^pg_'
 order by i.indexrelid

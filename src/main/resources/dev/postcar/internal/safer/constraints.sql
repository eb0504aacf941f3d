select o.oid, o.contype, pg_catalog.quote_ident(o.conname), o.conrelid, o.confrelid,
  pg_catalog.pg_get_constraintdef(o.oid), o.convalidated, o.conindid,
  o.conislocal and o.conparentid = 0, coalesce(pg_catalog.array_to_string(o.conkey, ','), ''),
  coalesce(pg_catalog.array_to_string(o.confkey, ','), '')
from pg_catalog.pg_constraint o
join pg_catalog.pg_namespace n on n.oid = o.connamespace
where o.conrelid <> 0 and n.nspname <> 'information_schema' and n.nspname !~ '^pg_'
 order by o.oid

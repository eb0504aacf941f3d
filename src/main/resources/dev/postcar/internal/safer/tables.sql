select c.oid, c.relkind, c.oid::pg_catalog.regclass::text, coalesce(h.inhparent, 0),
  coalesce(pg_catalog.pg_get_expr(c.relpartbound, c.oid), ''),
  coalesce(pg_catalog.pg_get_partition_constraintdef(c.oid), ''),
  case when c.relkind in ('v', 'm') then pg_catalog.pg_get_viewdef(c.oid) else '' end,
  coalesce((select pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' order by k.place)
    from pg_catalog.pg_index i,
      pg_catalog.unnest(i.indkey::smallint[]) with ordinality k (number, place),
      pg_catalog.pg_attribute a
    where i.indrelid = c.oid and i.indisprimary and a.attrelid = c.oid and a.attnum = k.number
      and k.place <= i.indnkeyatts), ''),
  exists (select from pg_catalog.pg_inherits s where s.inhparent = c.oid),
  c.relispopulated, pg_catalog.quote_ident(c.relname), pg_catalog.quote_ident(n.nspname),
  c.relhasrules and c.relkind in ('r', 'p') or c.relrowsecurity
    or exists (select from pg_catalog.pg_trigger t
      where t.tgrelid = c.oid and not t.tgisinternal and t.tgenabled <> 'D'),
  coalesce((select pg_catalog.string_agg(
      pg_catalog.format('grant %s on %%s to %s', pg_catalog.lower(x.privilege_type),
        case x.grantee when 0 then 'public' else x.grantee::pg_catalog.regrole::text end)
      || case when x.is_grantable then ' with grant option' else '' end, E';\n'
      order by x.grantee, x.privilege_type)
    from pg_catalog.aclexplode(c.relacl) x
    where x.grantee <> c.relowner
      and x.privilege_type in ('SELECT', 'INSERT', 'UPDATE', 'DELETE')), ''),
  exists (select from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.attacl is not null)
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join pg_catalog.pg_inherits h on h.inhrelid = c.oid and c.relispartition
where c.relkind in ('r', 'p', 'v', 'm', 'S') and n.nspname <> 'information_schema' and n.nspname !~ '^pg_'
 order by c.oid

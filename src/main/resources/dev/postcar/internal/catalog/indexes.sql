select 'pg_class' as class, i.oid as id, 0 as sub,
       'index ' || i.oid::regclass as key,
       case when k.oid is null then
       concat_ws(' ',
         pg_get_indexdef(i.oid),
         case when i.reltablespace <> 0 then
                       (select 'tablespace ' || quote_ident(s.spcname) from pg_tablespace s where s.oid = i.reltablespace) end,
         case when i.relispartition then
                       (select 'attached to ' || h.inhparent::regclass from pg_inherits h where h.inhrelid = i.oid) end,
         case when x.indisclustered then 'clustered' end,
         case when not x.indisvalid then 'invalid' end,
         case when x.indexprs is not null then
           (select 'statistics (' || string_agg(a.attnum || ': ' || a.attstattarget, ', ' order by a.attnum) || ')'
              from pg_attribute a where a.attrelid = i.oid and a.attstattarget >= 0) end) end as definition,
       array['pg_class/' || x.indrelid || '/0']
       || case when k.oid is null then '{}' else array['pg_constraint/' || k.oid || '/0'] end
       || case when i.relispartition
               then array(select 'pg_class/' || h.inhparent || '/0' from pg_inherits h where h.inhrelid = i.oid)
               else '{}' end as parents
  from pg_index x
  join pg_class i on i.oid = x.indexrelid
  left join pg_constraint k on k.conindid = i.oid and k.conrelid = x.indrelid and k.contype in ('p', 'u', 'x')
 where i.relnamespace in (:schemas)
   and i.relpersistence <> 't'

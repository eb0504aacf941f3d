select 'pg_class' as class, c.oid as id, 0 as sub,
       case c.relkind when 'f' then 'foreign table ' when 'v' then 'view ' when 'm' then 'materialized view '
            else 'table ' end || c.oid::regclass as key,
       concat_ws(E'\n',
         'create ' || case c.relpersistence when 'u' then 'unlogged ' else '' end
         || case c.relkind when 'f' then 'foreign table ' when 'v' then 'view ' when 'm' then 'materialized view '
                 else 'table ' end || c.oid::regclass,
         case when c.reloftype <> 0 then 'of ' || c.reloftype::regtype end,
         case when c.relispartition
              then (select 'partition of ' || i.inhparent::regclass || ' '
                           || pg_get_expr(c.relpartbound, c.oid)
                           || case when i.inhdetachpending then ' detach pending' else '' end -- since 14
                      from pg_inherits i where i.inhrelid = c.oid)
              else (select 'inherits (' || string_agg(i.inhparent::regclass::text, ', ' order by i.inhseqno) || ')'
                      from pg_inherits i where i.inhrelid = c.oid) end,
         case when c.relkind = 'p' then 'partition by ' || pg_get_partkeydef(c.oid) end,
         (select 'using ' || quote_ident(m.amname) from pg_am m
           where m.oid = c.relam and m.amname <> 'heap'),
         case when c.reloptions is not null then
           (select 'with (' || string_agg(o, ', ' order by o collate "C") || ')' from unnest(c.reloptions) o) end,
         case when t.reloptions is not null then
           (select 'toast with (' || string_agg(o, ', ' order by o collate "C") || ')' from unnest(t.reloptions) o) end,
         case when c.reltablespace <> 0 then
           (select 'tablespace ' || quote_ident(s.spcname) from pg_tablespace s where s.oid = c.reltablespace) end,
         case when c.relkind in ('r', 'p') then
           case c.relreplident when 'f' then 'replica identity full' when 'n' then 'replica identity nothing'
             when 'i' then (select 'replica identity using index ' || x.indexrelid::regclass
                              from pg_index x where x.indrelid = c.oid and x.indisreplident) end end,
         case when c.relrowsecurity then 'enable row level security' end,
         case when c.relforcerowsecurity then 'force row level security' end,
         case when c.relkind = 'f' then (select format('server %I', s.srvname)
                 || coalesce((select ' options (' || string_agg(o.option_name || ' ' ||
                               case when o.option_name ~* :secret then '...' else quote_literal(o.option_value) end,
                               ', ' order by o.option_name collate "C") || ')'
                                from pg_options_to_table(f.ftoptions) o), '')
            from pg_foreign_table f join pg_foreign_server s on s.oid = f.ftserver
           where f.ftrelid = c.oid) end,
         case when c.relkind in ('v', 'm') then 'as' || E'\n' || pg_get_viewdef(c.oid) end) as definition,
       pg_get_userbyid(c.relowner) as owner,
       c.relacl::text[] as acl,
       case when c.relacl is not null then acldefault('r', c.relowner)::text[] end as usual
  from pg_class c
  left join pg_class t on t.oid = c.reltoastrelid
 where c.relnamespace in (:schemas)
   and c.relkind in ('r', 'p', 'f', 'v', 'm')
   and c.relpersistence <> 't'

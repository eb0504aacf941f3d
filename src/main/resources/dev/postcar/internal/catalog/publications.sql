select 'pg_publication' as class, p.oid as id, 0 as sub,
       format('publication %I', p.pubname) as key,
       concat_ws(E'\n',
         format('create publication %I', p.pubname) || case when p.puballtables then ' for all tables' else '' end,
         (select string_agg('table ' || r.prrelid::regclass
                   || coalesce((select ' (' || string_agg(quote_ident(a.attname), ', ' order by a.attname collate "C") || ')' -- since 15
                                  from pg_attribute a where a.attrelid = r.prrelid and a.attnum = any(r.prattrs)), '') -- since 15
                   || coalesce(' where ' || pg_get_expr(r.prqual, r.prrelid), '') -- since 15
                   , E'\n' order by r.prrelid::regclass::text collate "C")
            from pg_publication_rel r
            join pg_class c on c.oid = r.prrelid
           where r.prpubid = p.oid and c.relnamespace in (:schemas)),
         (select string_agg('tables in schema ' || s.pnnspid::regnamespace, E'\n' order by s.pnnspid::regnamespace::text collate "C") -- since 15
            from pg_publication_namespace s where s.pnpubid = p.oid), -- since 15
         'publish ' || concat_ws(', ', case when p.pubinsert then 'insert' end, case when p.pubupdate then 'update' end,
                                 case when p.pubdelete then 'delete' end, case when p.pubtruncate then 'truncate' end),
         case when p.pubgencols <> 'n' then 'publish_generated_columns = stored' end, -- since 18
         case when p.pubviaroot then 'publish_via_partition_root' end
         ) as definition,
       pg_get_userbyid(p.pubowner) as owner
  from pg_publication p

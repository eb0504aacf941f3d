select 'pg_foreign_data_wrapper' as class, w.oid as id, 0 as sub,
       format('foreign data wrapper %I', w.fdwname) as key,
       concat_ws(' ',
         format('create foreign data wrapper %I', w.fdwname),
         'handler ' || nullif(w.fdwhandler, 0)::regproc,
         'validator ' || nullif(w.fdwvalidator, 0)::regproc,
         (select 'options (' || string_agg(o.option_name || ' ' ||
                   case when o.option_name ~* :secret then '...' else quote_literal(o.option_value) end,
                   ', ' order by o.option_name collate "C") || ')'
            from pg_options_to_table(w.fdwoptions) o)) as definition,
       '{}'::text[] as parents,
       pg_get_userbyid(w.fdwowner) as owner,
       w.fdwacl::text[] as acl,
       acldefault('F', w.fdwowner)::text[] as usual
  from pg_foreign_data_wrapper w
union all
select 'pg_foreign_server', s.oid, 0,
       format('server %I', s.srvname),
       concat_ws(' ',
         format('create server %I', s.srvname),
         'type ' || quote_literal(s.srvtype),
         'version ' || quote_literal(s.srvversion),
         format('foreign data wrapper %I', w.fdwname),
         (select 'options (' || string_agg(o.option_name || ' ' ||
                   case when o.option_name ~* :secret then '...' else quote_literal(o.option_value) end,
                   ', ' order by o.option_name collate "C") || ')'
            from pg_options_to_table(s.srvoptions) o)),
       '{}',
       pg_get_userbyid(s.srvowner),
       s.srvacl::text[],
       acldefault('S', s.srvowner)::text[]
  from pg_foreign_server s
  join pg_foreign_data_wrapper w on w.oid = s.srvfdw
union all
select 'pg_user_mapping', u.umid, 0,
       format('user mapping for %s server %I', case u.umuser when 0 then 'public' else quote_ident(u.usename) end,
              u.srvname),
       concat_ws(' ',
         format('create user mapping for %s server %I',
                case u.umuser when 0 then 'public' else quote_ident(u.usename) end, u.srvname),
         (select 'options (' || string_agg(o.option_name || ' ' ||
                   case when o.option_name in ('user', 'username') then quote_literal(o.option_value) else '...' end,
                   ', ' order by o.option_name collate "C") || ')'
            from pg_options_to_table(u.umoptions) o)),
       array['pg_foreign_server/' || u.srvid || '/0'],
       null,
       null,
       null
  from pg_user_mappings u

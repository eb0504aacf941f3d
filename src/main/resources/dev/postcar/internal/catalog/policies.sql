select 'pg_policy' as class, p.oid as id, 0 as sub,
       format('policy %s.%I', p.polrelid::regclass, p.polname) as key,
       concat_ws(' ',
         format('create policy %I on %s', p.polname, p.polrelid::regclass),
         case when p.polpermissive then 'as permissive' else 'as restrictive' end,
         case p.polcmd when 'r' then 'for select' when 'a' then 'for insert' when 'w' then 'for update'
              when 'd' then 'for delete' else 'for all' end,
         'to ' || (select string_agg(case r when 0 then 'public' else quote_ident(pg_get_userbyid(r)) end, ', '
                                     order by case r when 0 then 'public' else pg_get_userbyid(r)::text end collate "C")
                     from unnest(p.polroles) r),
         'using (' || pg_get_expr(p.polqual, p.polrelid) || ')',
         'with check (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')') as definition,
       array['pg_class/' || p.polrelid || '/0'] as parents
  from pg_policy p
  join pg_class c on c.oid = p.polrelid
 where c.relnamespace in (:schemas)

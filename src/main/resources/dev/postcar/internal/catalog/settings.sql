select 'pg_db_role_setting' as class, d.setrole as id, c.place as sub,
       format('setting %s of %s', split_part(c.set, '=', 1),
              case when d.setrole = 0 then 'database' else format('role %I', pg_get_userbyid(d.setrole)) end) as key,
       case when split_part(c.set, '=', 1) ~* :secret then '...' else substr(c.set, strpos(c.set, '=') + 1) end as definition
  from pg_db_role_setting d cross join unnest(d.setconfig) with ordinality c (set, place)
 where d.setdatabase = (select b.oid from pg_database b where b.datname = current_database())
   and c.set !~* '^timezone='

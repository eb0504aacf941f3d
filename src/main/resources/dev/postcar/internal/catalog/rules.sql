select 'pg_rewrite' as class, r.oid as id, 0 as sub,
       format('rule %s.%I', r.ev_class::regclass, r.rulename) as key,
       concat_ws(' ',
         pg_get_ruledef(r.oid),
         case r.ev_enabled when 'D' then 'disabled' when 'R' then 'enabled replica' when 'A' then 'enabled always' end)
         as definition,
       array['pg_class/' || r.ev_class || '/0'] as parents
  from pg_rewrite r
  join pg_class c on c.oid = r.ev_class
 where c.relnamespace in (:schemas)
   and c.relpersistence <> 't'
   and (r.rulename <> '_RETURN' or r.ev_enabled <> 'O')

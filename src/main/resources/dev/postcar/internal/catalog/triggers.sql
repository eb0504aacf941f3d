select 'pg_trigger' as class, t.oid as id, 0 as sub,
       format('trigger %s.%I', t.tgrelid::regclass, t.tgname) as key,
       case when p.oid is null or p.tgenabled <> t.tgenabled then
       concat_ws(' ',
         pg_get_triggerdef(t.oid),
         case t.tgenabled when 'D' then 'disabled' when 'R' then 'enabled replica' when 'A' then 'enabled always'
              else case when p.oid is not null then 'enabled' end end,
         case when p.oid is not null then 'inherited' end) end as definition,
       array['pg_class/' || t.tgrelid || '/0']
       || case when p.oid is null then '{}' else array['pg_trigger/' || p.oid || '/0'] end as parents
  from pg_trigger t
  join pg_class c on c.oid = t.tgrelid
  left join pg_trigger p on p.oid = t.tgparentid
 where c.relnamespace in (:schemas)
   and c.relpersistence <> 't'
   and (not t.tgisinternal or not p.tgisinternal)

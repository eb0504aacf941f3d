select 'pg_event_trigger' as class, e.oid as id, 0 as sub,
       format('event trigger %I', e.evtname) as key,
       concat_ws(' ',
         format('create event trigger %I on %s', e.evtname, e.evtevent),
         (select 'when tag in (' || string_agg(quote_literal(t), ', ' order by t collate "C") || ')' from unnest(e.evttags) t),
         'execute function ' || e.evtfoid::regprocedure,
         case e.evtenabled when 'D' then 'disabled' when 'R' then 'enabled replica' when 'A' then 'enabled always' end)
         as definition,
       pg_get_userbyid(e.evtowner) as owner
  from pg_event_trigger e

select 'pg_statistic_ext' as class, s.oid as id, 0 as sub,
       format('statistics %s.%I', s.stxnamespace::regnamespace, s.stxname) as key,
       concat_ws(' ',
         pg_get_statisticsobjdef(s.oid),
         case when s.stxstattarget >= 0 then 'statistics ' || s.stxstattarget end) as definition,
       array['pg_class/' || s.stxrelid || '/0'] as parents,
       pg_get_userbyid(s.stxowner) as owner
  from pg_statistic_ext s
 where s.stxnamespace in (:schemas)

select 'pg_class' as class, c.oid as id, 0 as sub,
       'sequence ' || c.oid::regclass as key,
       concat_ws(' ',
         'create ' || case c.relpersistence when 'u' then 'unlogged ' else '' end || 'sequence ' || c.oid::regclass,
         'as ' || s.seqtypid::regtype,
         format('start with %s increment by %s minvalue %s maxvalue %s cache %s',
                s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache),
         case when s.seqcycle then 'cycle' end,
         case d.deptype when 'i' then 'identity of ' when 'a' then 'owned by ' end
         || d.refobjid::regclass || '.' || quote_ident(a.attname)) as definition,
       case when d.refobjid is null then '{}' else array['pg_class/' || d.refobjid || '/' || d.refobjsubid] end as parents,
       pg_get_userbyid(c.relowner) as owner,
       c.relacl::text[] as acl,
       case when c.relacl is not null then acldefault('s', c.relowner)::text[] end as usual
  from pg_class c
  join pg_sequence s on s.seqrelid = c.oid
  left join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = c.oid and d.objsubid = 0
       and d.refclassid = 'pg_class'::regclass and d.refobjsubid > 0 and d.deptype in ('a', 'i')
  left join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
 where c.relnamespace in (:schemas)
   and c.relkind = 'S'
   and c.relpersistence <> 't'

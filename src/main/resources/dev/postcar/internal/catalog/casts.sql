select 'pg_cast' as class, c.oid as id, 0 as sub,
       format('cast (%s as %s)', c.castsource::regtype, c.casttarget::regtype) as key,
       concat_ws(' ',
         format('create cast (%s as %s)', c.castsource::regtype, c.casttarget::regtype),
         case c.castmethod when 'b' then 'without function' when 'i' then 'with inout'
              else 'with function ' || c.castfunc::regprocedure end,
         case c.castcontext when 'a' then 'as assignment' when 'i' then 'as implicit' end) as definition
  from pg_cast c
 where c.oid >= 16384
   and not exists (select from pg_range r where r.rngtypid = c.castsource and r.rngmultitypid = c.casttarget) -- since 14
union all
select 'pg_transform', t.oid, 0,
       format('transform for %s language %I', t.trftype::regtype, l.lanname),
       format('create transform for %s language %I (from sql with function %s, to sql with function %s)',
              t.trftype::regtype, l.lanname, nullif(t.trffromsql::oid, 0)::regprocedure,
              nullif(t.trftosql::oid, 0)::regprocedure)
  from pg_transform t
  join pg_language l on l.oid = t.trflang
 where t.oid >= 16384
union all
select 'pg_am', m.oid, 0,
       format('access method %I', m.amname),
       format('create access method %I type %s handler %s', m.amname,
              case m.amtype when 'i' then 'index' else 'table' end, m.amhandler)
  from pg_am m
 where m.oid >= 16384

select 'pg_extension' as class, e.oid as id, 0 as sub,
       format('extension %I', e.extname) as key,
       format('create extension %I schema %s', e.extname, e.extnamespace::regnamespace) as definition,
       '{}'::text[] as parents
  from pg_extension e
union all
select 'pg_extension', e.oid, 1, format('version of extension %I', e.extname), e.extversion,
       array['pg_extension/' || e.oid || '/0']
  from pg_extension e

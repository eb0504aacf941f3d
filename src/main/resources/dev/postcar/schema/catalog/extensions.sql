select 'pg_extension' as class, e.oid as id, 0 as sub,
       format('extension %I', e.extname) as key,
       format('create extension %I schema %s', e.extname, e.extnamespace::regnamespace) as definition
  from pg_extension e

select d.classoid::regclass::text as class, d.objoid as id, d.objsubid as sub, 'comment' as kind, d.description
  from pg_description d
 where d.objoid >= 16384
    or d.classoid in ('pg_namespace'::regclass, 'pg_extension'::regclass) and d.description <> 'standard public schema'

select l.classoid::regclass::text as class, l.objoid as id, l.objsubid as sub, 'security label ' || l.provider as kind, l.label as description
  from pg_seclabel l

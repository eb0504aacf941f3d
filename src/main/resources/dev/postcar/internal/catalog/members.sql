select d.classid::regclass::text as class, d.objid as id, coalesce(i.objsubid, 0) as sub, i.initprivs::text[] as usual
  from pg_depend d
  left join pg_init_privs i on i.classoid = d.classid and i.objoid = d.objid
 where d.deptype = 'e'

select 'pg_proc' as class, p.oid as id, 0 as sub,
       case p.prokind when 'p' then 'procedure ' else 'function ' end || p.oid::regprocedure as key,
       pg_get_functiondef(p.oid) as definition,
       pg_get_userbyid(p.proowner) as owner,
       p.proacl::text[] as acl,
       case when p.proacl is not null then acldefault('f', p.proowner)::text[] end as usual
  from pg_proc p
 where p.pronamespace in (:schemas)
   and p.prokind <> 'a'
   and not exists (select from pg_depend i
                    where i.classid = 'pg_proc'::regclass and i.objid = p.oid and i.deptype = 'i')

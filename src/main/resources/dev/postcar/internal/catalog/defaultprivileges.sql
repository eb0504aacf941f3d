select 'pg_default_acl' as class, d.oid as id, 0 as sub,
       concat_ws(' ',
         format('default privileges for role %I', pg_get_userbyid(d.defaclrole)),
         'in schema ' || nullif(d.defaclnamespace, 0)::regnamespace,
         case d.defaclobjtype when 'r' then 'on tables' when 'S' then 'on sequences' when 'f' then 'on functions'
              when 'T' then 'on types' when 'n' then 'on schemas' when 'L' then 'on large objects' end) as key,
       pg_get_userbyid(d.defaclrole) as granter,
       d.defaclacl::text[] as acl,
       (case when d.defaclnamespace = 0
            then acldefault(case d.defaclobjtype when 'S' then 's' else d.defaclobjtype end, d.defaclrole)
            else '{}' end)::text[] as usual
  from pg_default_acl d
 where d.defaclnamespace = 0 or d.defaclnamespace in (:schemas)

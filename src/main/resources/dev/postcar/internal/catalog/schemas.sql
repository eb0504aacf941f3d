select 'pg_namespace' as class, n.oid as id, 0 as sub,
       format('schema %I', n.nspname) as key,
       format('create schema %I', n.nspname) as definition,
       case when n.nspname <> 'public' or n.nspowner not in (10, 6171) -- as initdb leaves it
            then pg_get_userbyid(n.nspowner) end as owner,
       pg_get_userbyid(n.nspowner) as granter,
       n.nspacl::text[] as acl,
       (case when n.nspname = 'public'
            then acldefault('n', n.nspowner) || ('=U/' || quote_ident(pg_get_userbyid(n.nspowner)))::aclitem -- since 15
            then acldefault('n', n.nspowner) || ('=UC/' || quote_ident(pg_get_userbyid(n.nspowner)))::aclitem -- before 15
            else acldefault('n', n.nspowner) end)::text[] as usual
  from pg_namespace n
 where n.oid in (:schemas)

select 'pg_language' as class, l.oid as id, 0 as sub,
       format('language %I', l.lanname) as key,
       concat_ws(' ',
         case when l.lanpltrusted then 'create trusted language' else 'create language' end,
         quote_ident(l.lanname),
         'handler ' || nullif(l.lanplcallfoid, 0)::regproc,
         'inline ' || nullif(l.laninline, 0)::regproc,
         'validator ' || nullif(l.lanvalidator, 0)::regproc) as definition,
       pg_get_userbyid(l.lanowner) as owner,
       l.lanacl::text[] as acl,
       acldefault('l', l.lanowner)::text[] as usual
  from pg_language l
 where l.lanispl

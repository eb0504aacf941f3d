select 'pg_type' as class, t.oid as id, 0 as sub,
       case t.typtype when 'd' then 'domain ' else 'type ' end || t.oid::regtype as key,
       case t.typtype
         when 'c' then format('create type %s as (...)', t.oid::regtype)
         when 'e' then
           format('create type %s as enum (%s)', t.oid::regtype,
                  (select string_agg(quote_literal(e.enumlabel), ', ' order by e.enumsortorder)
                     from pg_enum e where e.enumtypid = t.oid))
         when 'd' then
           concat_ws(' ',
             format('create domain %s as %s', t.oid::regtype, format_type(t.typbasetype, t.typtypmod)),
             case when t.typcollation <> (select b.typcollation from pg_type b where b.oid = t.typbasetype)
                  then 'collate ' || t.typcollation::regcollation end,
             'default ' || coalesce(pg_get_expr(t.typdefaultbin, 0), t.typdefault),
             (select 'constraint ' || quote_ident(k.conname) from pg_constraint k -- since 17
               where k.contypid = t.oid and k.contype = 'n' and k.conname <> t.typname || '_not_null'), -- since 17
             case when t.typnotnull then 'not null' end)
         when 'r' then
           (select concat_ws(', ',
                     format('create type %s as range (subtype = %s', t.oid::regtype, r.rngsubtype::regtype),
                     'multirange_type_name = ' || r.rngmultitypid::regtype, -- since 14
                     (select format('subtype_opclass = %s.%I', o.opcnamespace::regnamespace, o.opcname)
                        from pg_opclass o where o.oid = r.rngsubopc),
                     'collation = ' || nullif(r.rngcollation, 0)::regcollation,
                     'canonical = ' || nullif(r.rngcanonical::oid, 0)::regproc,
                     'subtype_diff = ' || nullif(r.rngsubdiff::oid, 0)::regproc) || ')'
              from pg_range r where r.rngtypid = t.oid)
         when 'p' then format('create type %s', t.oid::regtype)
         else
           concat_ws(', ',
             format('create type %s (input = %s', t.oid::regtype, t.typinput),
             'output = ' || t.typoutput,
             'receive = ' || nullif(t.typreceive::oid, 0)::regproc,
             'send = ' || nullif(t.typsend::oid, 0)::regproc,
             'typmod_in = ' || nullif(t.typmodin::oid, 0)::regproc,
             'typmod_out = ' || nullif(t.typmodout::oid, 0)::regproc,
             'analyze = ' || nullif(t.typanalyze::oid, 0)::regproc,
             'subscript = ' || nullif(t.typsubscript::oid, 0)::regproc, -- since 14
             'internallength = ' || case t.typlen when -1 then 'variable' else t.typlen::text end,
             case when t.typbyval then 'passedbyvalue' end,
             'alignment = ' || t.typalign::text,
             'storage = ' || t.typstorage::text,
             'category = ' || t.typcategory::text,
             case when t.typispreferred then 'preferred' end,
             'default = ' || coalesce(pg_get_expr(t.typdefaultbin, 0), quote_literal(t.typdefault)),
             'element = ' || nullif(t.typelem, 0)::regtype,
             'delimiter = ' || quote_literal(t.typdelim::text),
             case when t.typcollation <> 0 then 'collatable' end) || ')' end as definition,
       pg_get_userbyid(t.typowner) as owner,
       t.typacl::text[] as acl,
       case when t.typacl is not null then acldefault('T', t.typowner)::text[] end as usual
  from pg_type t
  left join pg_class c on c.oid = t.typrelid
 where t.typnamespace in (:schemas)
   and (t.typtype in ('d', 'e', 'r')
        or t.typtype = 'c' and c.relkind = 'c'
        or t.typtype = 'p' and not t.typisdefined
        or t.typtype = 'b' and (t.typelem = 0 or not exists (select from pg_type e where e.oid = t.typelem and e.typarray = t.oid)))

select 'pg_operator' as class, o.oid as id, 0 as sub,
       'operator ' || o.oid::regoperator as key,
       concat_ws(', ',
         format('create operator %s (function = %s', o.oid::regoperator, o.oprcode),
         'commutator = ' || nullif(o.oprcom, 0)::regoperator,
         'negator = ' || nullif(o.oprnegate, 0)::regoperator,
         'restrict = ' || nullif(o.oprrest::oid, 0)::regproc,
         'join = ' || nullif(o.oprjoin::oid, 0)::regproc,
         case when o.oprcanhash then 'hashes' end,
         case when o.oprcanmerge then 'merges' end) || ')' as definition,
       '{}'::text[] as parents,
       pg_get_userbyid(o.oprowner) as owner
  from pg_operator o
 where o.oprnamespace in (:schemas)
   and o.oprcode <> 0
union all
select 'pg_opclass', o.oid, 0,
       format('operator class %s.%I using %I', o.opcnamespace::regnamespace, o.opcname, m.amname),
       concat_ws(' ',
         format('create operator class %s.%I', o.opcnamespace::regnamespace, o.opcname),
         case when o.opcdefault then 'default' end,
         format('for type %s using %I family %s.%I', o.opcintype::regtype, m.amname,
                f.opfnamespace::regnamespace, f.opfname),
         'storage ' || nullif(o.opckeytype, 0)::regtype),
       '{}',
       pg_get_userbyid(o.opcowner)
  from pg_opclass o
  join pg_am m on m.oid = o.opcmethod
  join pg_opfamily f on f.oid = o.opcfamily
 where o.opcnamespace in (:schemas)
union all
select 'pg_opfamily', f.oid, 0,
       format('operator family %s.%I using %I', f.opfnamespace::regnamespace, f.opfname, m.amname),
       concat_ws(E'\n',
         format('create operator family %s.%I using %I', f.opfnamespace::regnamespace, f.opfname, m.amname),
         (select string_agg(member, E'\n' order by member collate "C")
            from (select concat_ws(' ', 'operator', a.amopstrategy, a.amopopr::regoperator,
                                   (select format('for order by %s.%I', s.opfnamespace::regnamespace, s.opfname)
                                      from pg_opfamily s where s.oid = a.amopsortfamily)) as member
                    from pg_amop a where a.amopfamily = f.oid
                  union all
                  select format('function %s (%s, %s) %s', a.amprocnum, a.amproclefttype::regtype,
                                a.amprocrighttype::regtype, a.amproc::regprocedure)
                    from pg_amproc a where a.amprocfamily = f.oid) as members)),
       array(select 'pg_opclass/' || o.oid || '/0' from pg_opclass o
              where o.opcfamily = f.oid and o.opcname = f.opfname and o.opcnamespace = f.opfnamespace),
       pg_get_userbyid(f.opfowner)
  from pg_opfamily f
  join pg_am m on m.oid = f.opfmethod
 where f.opfnamespace in (:schemas)

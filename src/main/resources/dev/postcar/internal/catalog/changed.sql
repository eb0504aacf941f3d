-- $1 is the age of the first transaction that was not seen, $2 the first oid that a migration may have changed
-- what has a type of names may name what it does not depend on, in the bound of a partition or in a constant row
with recursive changed (class, id) as (
  select 'pg_class'::regclass::oid, oid from pg_class where oid >= $2 and age(xmin) <= $1
  union select 'pg_class'::regclass, attrelid from pg_attribute
   where attrelid >= $2 and (age(xmin) <= $1 or attrelid >= 16384 and atttypid = any ('{regproc,regprocedure,regoper,regoperator,regclass,regtype,regcollation,regconfig,regdictionary,regnamespace,regrole}'::regtype[]))
  union select 'pg_class'::regclass, adrelid from pg_attrdef where adrelid >= $2 and age(xmin) <= $1
  union select 'pg_class'::regclass, indexrelid from pg_index where indexrelid >= $2 and age(xmin) <= $1
  union select 'pg_class'::regclass, seqrelid from pg_sequence where seqrelid >= $2 and age(xmin) <= $1
  union select 'pg_class'::regclass, inhrelid from pg_inherits where inhrelid >= $2 and age(xmin) <= $1
  union select 'pg_constraint'::regclass, oid from pg_constraint where oid >= $2 and age(xmin) <= $1
  union select 'pg_trigger'::regclass, oid from pg_trigger where oid >= $2 and age(xmin) <= $1
  union select 'pg_rewrite'::regclass, oid from pg_rewrite where oid >= $2 and age(xmin) <= $1
  union select 'pg_policy'::regclass, oid from pg_policy where oid >= $2 and age(xmin) <= $1
  union select 'pg_proc'::regclass, oid from pg_proc where oid >= $2 and age(xmin) <= $1
  union select 'pg_proc'::regclass, aggfnoid from pg_aggregate where aggfnoid >= $2 and age(xmin) <= $1
  union select 'pg_type'::regclass, oid from pg_type
   where oid >= $2 and (age(xmin) <= $1 or oid >= 16384 and typbasetype = any ('{regproc,regprocedure,regoper,regoperator,regclass,regtype,regcollation,regconfig,regdictionary,regnamespace,regrole}'::regtype[]))
  union select 'pg_type'::regclass, enumtypid from pg_enum where enumtypid >= $2 and age(xmin) <= $1
  union select 'pg_type'::regclass, rngtypid from pg_range where rngtypid >= $2 and age(xmin) <= $1
  union select 'pg_statistic_ext'::regclass, oid from pg_statistic_ext where oid >= $2 and age(xmin) <= $1
),
-- the text of a dependent object may contain its name; the relation of a composite type depends on the type
reached (class, id) as (
  select class, id from changed
  union
  select x.class, x.id
    from reached r, lateral (
      select d.classid, d.objid from pg_depend d where d.refclassid = r.class and d.refobjid = r.id
      union all
      select 'pg_type'::regclass, c.reltype from pg_class c
       where r.class = 'pg_class'::regclass and c.oid = r.id and c.relkind = 'c') x (class, id)
),
-- whose text has it as a part
owners (class, id) as (
  select class, id from reached
  union all select 'pg_class'::regclass, a.adrelid from reached r join pg_attrdef a on a.oid = r.id
   where r.class = 'pg_attrdef'::regclass
  union all select 'pg_class'::regclass, w.ev_class from reached r join pg_rewrite w on w.oid = r.id
   where r.class = 'pg_rewrite'::regclass
  union all select d.refclassid, d.refobjid
    from reached r join pg_depend d on d.classid = r.class and d.objid = r.id
   where r.class = 'pg_class'::regclass and d.deptype in ('a', 'i')
     and d.refclassid in ('pg_class'::regclass, 'pg_constraint'::regclass)
  union all select 'pg_class'::regclass, x.indrelid from reached r join pg_index x on x.indexrelid = r.id
   where r.class = 'pg_class'::regclass and x.indisreplident
  union all select 'pg_constraint'::regclass, unnest(array[k.oid, k.conparentid])
    from reached r join pg_trigger t on t.oid = r.id join pg_constraint k on k.oid = t.tgconstraint
   where r.class = 'pg_trigger'::regclass
  union all select 'pg_type'::regclass, k.contypid from reached r join pg_constraint k on k.oid = r.id
   where r.class = 'pg_constraint'::regclass and k.contypid <> 0
  union all select 'pg_class'::regclass, k.conrelid from reached r join pg_constraint k on k.oid = r.id
   where r.class = 'pg_constraint'::regclass and k.contype = 'n' and k.conrelid <> 0
)
select distinct o.class::regclass::text, o.id, coalesce(c.relkind, '') as kind
  from owners o left join pg_class c on c.oid = o.id and o.class = 'pg_class'::regclass
 where o.id <> 0

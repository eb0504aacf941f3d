with parts (key, old, make, made) as (
select format('constraint %s.%I', k.conrelid::regclass, k.conname), pg_get_constraintdef(k.oid),
       format('alter table %s add constraint postcar_again %s', k.conrelid::regclass, pg_get_constraintdef(k.oid)),
       format('select pg_get_constraintdef(oid) from pg_constraint where conname = ''postcar_again'' and conrelid = %s', k.conrelid)
  from pg_constraint k where k.contype in ('c', 'x') and k.conrelid <> 0
union all
select format('constraint %s.%I', k.contypid::regtype, k.conname), pg_get_constraintdef(k.oid),
       format('alter domain %s add constraint postcar_again %s', k.contypid::regtype, pg_get_constraintdef(k.oid)),
       format('select pg_get_constraintdef(oid) from pg_constraint where conname = ''postcar_again'' and contypid = %s', k.contypid)
  from pg_constraint k where k.contype = 'c' and k.contypid <> 0
union all
select 'domain ' || t.oid::regtype, 'default ' || pg_get_expr(t.typdefaultbin, 0),
       format('alter domain %s set default %s', t.oid::regtype, pg_get_expr(t.typdefaultbin, 0)),
       format('select ''default '' || pg_get_expr(typdefaultbin, 0) from pg_type where oid = %s', t.oid)
  from pg_type t where t.typtype = 'd' and t.typdefaultbin is not null
union all
select 'index ' || x.indexrelid::regclass, substr(pg_get_indexdef(x.indexrelid), length(h.head || quote_ident(i.relname)) + 1),
       h.head || 'postcar_again' || substr(pg_get_indexdef(x.indexrelid), length(h.head || quote_ident(i.relname)) + 1),
       format('select substr(pg_get_indexdef(indexrelid), %s) from pg_index where indexrelid = ''%I.postcar_again''::regclass',
              length(h.head || 'postcar_again') + 1, i.relnamespace::regnamespace)
  from pg_index x join pg_class i on i.oid = x.indexrelid,
       lateral (select case when x.indisunique then 'CREATE UNIQUE INDEX ' else 'CREATE INDEX ' end as head) h
union all
select format('column %s.%I', d.adrelid::regclass, a.attname), 'default ' || pg_get_expr(d.adbin, d.adrelid),
       format('alter table %s alter column %I set default %s', d.adrelid::regclass, a.attname, pg_get_expr(d.adbin, d.adrelid)),
       format('select ''default '' || pg_get_expr(adbin, adrelid) from pg_attrdef where adrelid = %s and adnum = %s', d.adrelid, d.adnum)
  from pg_attrdef d join pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum where a.attgenerated = ''
union all
select format('column %s.%I', d.adrelid::regclass, a.attname), format('generated always as (%s)', pg_get_expr(d.adbin, d.adrelid)),
       format('create temporary table postcar_again (like %s); alter table pg_temp.postcar_again add column postcar_again %s generated always as (%s) %s',
              d.adrelid::regclass, format_type(a.atttypid, a.atttypmod), pg_get_expr(d.adbin, d.adrelid),
              case a.attgenerated when 's' then 'stored' else 'virtual' end),
       'select format(''generated always as (%s)'', pg_get_expr(adbin, adrelid)) from pg_attrdef where adrelid = ''pg_temp.postcar_again''::regclass'
  from pg_attrdef d join pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum where a.attgenerated <> ''
union all
select case c.relkind when 'v' then 'view ' else 'materialized view ' end || c.oid::regclass, pg_get_viewdef(c.oid),
       'create temporary view postcar_again as ' || pg_get_viewdef(c.oid),
       'select pg_get_viewdef(''pg_temp.postcar_again''::regclass)'
  from pg_class c where c.relkind in ('v', 'm')
union all
select format('rule %s.%I', r.ev_class::regclass, r.rulename), substr(pg_get_ruledef(r.oid), length('CREATE RULE ' || quote_ident(r.rulename)) + 1),
       'CREATE RULE postcar_again' || substr(pg_get_ruledef(r.oid), length('CREATE RULE ' || quote_ident(r.rulename)) + 1),
       format('select substr(pg_get_ruledef(oid), %s) from pg_rewrite where rulename = ''postcar_again'' and ev_class = %s',
              length('CREATE RULE postcar_again') + 1, r.ev_class)
  from pg_rewrite r where r.rulename <> '_RETURN'
union all
select format('policy %s.%I', p.polrelid::regclass, p.polname), format('using (%s)', pg_get_expr(p.polqual, p.polrelid)),
       format('create policy postcar_again on %s using (%s)', p.polrelid::regclass, pg_get_expr(p.polqual, p.polrelid)),
       format('select format(''using (%%s)'', pg_get_expr(polqual, polrelid)) from pg_policy where polname = ''postcar_again'' and polrelid = %s', p.polrelid)
  from pg_policy p where p.polqual is not null
union all
select format('policy %s.%I', p.polrelid::regclass, p.polname), format('with check (%s)', pg_get_expr(p.polwithcheck, p.polrelid)),
       format('create policy postcar_again on %s with check (%s)', p.polrelid::regclass, pg_get_expr(p.polwithcheck, p.polrelid)),
       format('select format(''with check (%%s)'', pg_get_expr(polwithcheck, polrelid)) from pg_policy where polname = ''postcar_again'' and polrelid = %s', p.polrelid)
  from pg_policy p where p.polwithcheck is not null
union all
select format('trigger %s.%I', t.tgrelid::regclass, t.tgname), substr(pg_get_triggerdef(t.oid), length(h.head || quote_ident(t.tgname)) + 1),
       h.head || 'postcar_again' || substr(pg_get_triggerdef(t.oid), length(h.head || quote_ident(t.tgname)) + 1),
       format('select substr(pg_get_triggerdef(oid), %s) from pg_trigger where tgname = ''postcar_again'' and tgrelid = %s',
              length(h.head || 'postcar_again') + 1, t.tgrelid)
  from pg_trigger t,
       lateral (select case when t.tgconstraint <> 0 then 'CREATE CONSTRAINT TRIGGER ' else 'CREATE TRIGGER ' end as head) h
 where not t.tgisinternal
union all
select format('statistics %s.%I', s.stxnamespace::regnamespace, s.stxname), substr(pg_get_statisticsobjdef(s.oid), length(h.head || quote_ident(s.stxname)) + 1),
       h.head || 'postcar_again' || substr(pg_get_statisticsobjdef(s.oid), length(h.head || quote_ident(s.stxname)) + 1),
       format('select substr(pg_get_statisticsobjdef(oid), %s) from pg_statistic_ext where stxname = ''postcar_again'' and stxnamespace = %s',
              length(h.head || 'postcar_again') + 1, s.stxnamespace::oid)
  from pg_statistic_ext s, lateral (select format('CREATE STATISTICS %s.', s.stxnamespace::regnamespace) as head) h
union all
select 'table ' || c.oid::regclass, 'partition by ' || pg_get_partkeydef(c.oid),
       format('create temporary table postcar_again (like %s) partition by %s', c.oid::regclass, pg_get_partkeydef(c.oid)),
       'select ''partition by '' || pg_get_partkeydef(''pg_temp.postcar_again''::regclass)'
  from pg_class c where c.relkind = 'p'
union all
select 'table ' || c.oid::regclass, pg_get_expr(c.relpartbound, c.oid),
       format('create temporary table postcar_again (like %1$s) partition by %2$s; create temporary table postcar_part partition of pg_temp.postcar_again %3$s',
              i.inhparent::regclass, pg_get_partkeydef(i.inhparent), pg_get_expr(c.relpartbound, c.oid)),
       'select pg_get_expr(relpartbound, oid) from pg_class where oid = ''pg_temp.postcar_part''::regclass'
  from pg_class c join pg_inherits i on i.inhrelid = c.oid where c.relispartition and c.relkind in ('r', 'p')
union all
select case p.prokind when 'p' then 'procedure ' else 'function ' end || p.oid::regprocedure, pg_get_functiondef(p.oid),
       pg_get_functiondef(p.oid), format('select pg_get_functiondef(%s)', p.oid)
  from pg_proc p where p.prokind <> 'a' and p.oid >= 16384)
select key, old, make, made from parts where key = any (?)

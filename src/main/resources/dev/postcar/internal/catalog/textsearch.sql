select 'pg_ts_config' as class, c.oid as id, 0 as sub,
       'text search configuration ' || c.oid::regconfig as key,
       concat_ws(E'\n',
         format('create text search configuration %s (parser = %s.%I)', c.oid::regconfig,
                p.prsnamespace::regnamespace, p.prsname),
         (select string_agg(line, E'\n' order by line collate "C")
            from (select format('mapping for %s with %s', t.alias,
                                string_agg(m.mapdict::regdictionary::text, ', ' order by m.mapseqno)) as line
                    from pg_ts_config_map m
                    join ts_token_type(c.cfgparser) t on t.tokid = m.maptokentype
                   where m.mapcfg = c.oid
                   group by t.alias) as mappings)) as definition,
       pg_get_userbyid(c.cfgowner) as owner
  from pg_ts_config c
  join pg_ts_parser p on p.oid = c.cfgparser
 where c.cfgnamespace in (:schemas)
union all
select 'pg_ts_dict', d.oid, 0,
       'text search dictionary ' || d.oid::regdictionary,
       format('create text search dictionary %s (template = %s.%I%s)', d.oid::regdictionary,
              t.tmplnamespace::regnamespace, t.tmplname, ', ' || d.dictinitoption),
       pg_get_userbyid(d.dictowner)
  from pg_ts_dict d
  join pg_ts_template t on t.oid = d.dicttemplate
 where d.dictnamespace in (:schemas)
union all
select 'pg_ts_parser', p.oid, 0,
       format('text search parser %s.%I', p.prsnamespace::regnamespace, p.prsname),
       format('create text search parser %s.%I (start = %s, gettoken = %s, end = %s, lextypes = %s%s)',
              p.prsnamespace::regnamespace, p.prsname, p.prsstart, p.prstoken, p.prsend, p.prslextype,
              ', headline = ' || nullif(p.prsheadline::oid, 0)::regproc),
       null
  from pg_ts_parser p
 where p.prsnamespace in (:schemas)
union all
select 'pg_ts_template', t.oid, 0,
       format('text search template %s.%I', t.tmplnamespace::regnamespace, t.tmplname),
       format('create text search template %s.%I (%slexize = %s)', t.tmplnamespace::regnamespace, t.tmplname,
              'init = ' || nullif(t.tmplinit::oid, 0)::regproc || ', ', t.tmpllexize),
       null
  from pg_ts_template t
 where t.tmplnamespace in (:schemas)

-- $1 is the age of the first transaction that was not seen, $2 the first oid that a migration may have changed
select 'notes' as what, count(*) as rows, count(*) filter (where age(xmin) <= $1) as fresh
  from pg_description where objoid >= $2
union all select 'notes of schemas', count(*), count(*) filter (where age(d.xmin) <= $1)
  from pg_namespace n join pg_description d on d.objoid = n.oid and d.classoid = 'pg_namespace'::regclass
union all select 'notes of extensions', count(*), count(*) filter (where age(d.xmin) <= $1)
  from pg_extension e join pg_description d on d.objoid = e.oid and d.classoid = 'pg_extension'::regclass
union all select 'members', count(*), count(*) filter (where age(xmin) <= $1)
  from pg_depend where refclassid = 'pg_extension'::regclass and deptype = 'e'
union all select 'am', count(*), count(*) filter (where age(xmin) <= $1) from pg_am
union all select 'amop', count(*), count(*) filter (where age(xmin) <= $1) from pg_amop where oid >= $2
union all select 'amproc', count(*), count(*) filter (where age(xmin) <= $1) from pg_amproc where oid >= $2
union all select 'cast', count(*), count(*) filter (where age(xmin) <= $1) from pg_cast where oid >= $2
union all select 'collation', count(*), count(*) filter (where age(xmin) <= $1) from pg_collation where oid >= $2
union all select 'conversion', count(*), count(*) filter (where age(xmin) <= $1) from pg_conversion where oid >= $2
union all select 'db_role_setting', count(*), count(*) filter (where age(xmin) <= $1) from pg_db_role_setting
union all select 'default_acl', count(*), count(*) filter (where age(xmin) <= $1) from pg_default_acl
union all select 'event_trigger', count(*), count(*) filter (where age(xmin) <= $1) from pg_event_trigger
union all select 'extension', count(*), count(*) filter (where age(xmin) <= $1) from pg_extension
union all select 'foreign_data_wrapper', count(*), count(*) filter (where age(xmin) <= $1) from pg_foreign_data_wrapper
union all select 'foreign_server', count(*), count(*) filter (where age(xmin) <= $1) from pg_foreign_server
union all select 'foreign_table', count(*), count(*) filter (where age(xmin) <= $1) from pg_foreign_table
union all select 'inherits', count(*), count(*) filter (where age(xmin) <= $1) from pg_inherits
union all select 'init_privs', count(*), count(*) filter (where age(xmin) <= $1) from pg_init_privs where objoid >= $2
union all select 'language', count(*), count(*) filter (where age(xmin) <= $1) from pg_language
union all select 'namespace', count(*), count(*) filter (where age(xmin) <= $1) from pg_namespace
union all select 'opclass', count(*), count(*) filter (where age(xmin) <= $1) from pg_opclass where oid >= $2
union all select 'operator', count(*), count(*) filter (where age(xmin) <= $1) from pg_operator where oid >= $2
union all select 'opfamily', count(*), count(*) filter (where age(xmin) <= $1) from pg_opfamily where oid >= $2
union all select 'publication', count(*), count(*) filter (where age(xmin) <= $1) from pg_publication
union all select 'publication_namespace', count(*), count(*) filter (where age(xmin) <= $1) from pg_publication_namespace -- since 15
union all select 'publication_rel', count(*), count(*) filter (where age(xmin) <= $1) from pg_publication_rel
union all select 'seclabel', count(*), count(*) filter (where age(xmin) <= $1) from pg_seclabel
union all select 'tablespace', count(*), count(*) filter (where age(xmin) <= $1) from pg_tablespace
union all select 'transform', count(*), count(*) filter (where age(xmin) <= $1) from pg_transform
union all select 'ts_config', count(*), count(*) filter (where age(xmin) <= $1) from pg_ts_config
union all select 'ts_config_map', count(*), count(*) filter (where age(xmin) <= $1) from pg_ts_config_map where mapcfg >= $2
union all select 'ts_dict', count(*), count(*) filter (where age(xmin) <= $1) from pg_ts_dict
union all select 'ts_parser', count(*), count(*) filter (where age(xmin) <= $1) from pg_ts_parser
union all select 'ts_template', count(*), count(*) filter (where age(xmin) <= $1) from pg_ts_template
-- nothing depends on these; and another one of the same name changes how a call is written
union all select 'system functions', count(*), count(*) filter (where age(xmin) <= $1)
  from pg_proc where $2 = 0 and pronamespace = 'pg_catalog'::regnamespace
-- what shows no xmin to everybody, or is changed in place
union all select 'roles', sum(hashtext(oid || ' ' || rolname)), 0 from pg_roles
union all select 'mappings', sum(hashtext(m::text)), 0 from pg_user_mappings m
union all select 'subscriptions', count(*), count(*) from pg_stat_subscription
union all select 'invalid indexes', count(*), count(*) from pg_index where indexrelid >= $2 and not indisvalid
-- of these it is known which rows are new
union all select 'pg_class', count(*), 0 from pg_class where oid >= 16384
union all select 'pg_constraint', count(*), 0 from pg_constraint where oid >= 16384
union all select 'pg_trigger', count(*), 0 from pg_trigger where oid >= 16384
union all select 'pg_rewrite', count(*), 0 from pg_rewrite where oid >= 16384
union all select 'pg_policy', count(*), 0 from pg_policy where oid >= 16384
union all select 'pg_proc', count(*), 0 from pg_proc where oid >= 16384
union all select 'pg_type', count(*), 0 from pg_type where oid >= 16384
union all select 'pg_statistic_ext', count(*), 0 from pg_statistic_ext where oid >= 16384
union all select 'since', (pg_snapshot_xmin(pg_current_snapshot())::text::numeric % 4294967296)::int8, 0

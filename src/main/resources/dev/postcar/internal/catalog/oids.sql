select 'pg_class' as class, coalesce(string_agg(oid::text, ','), '') as oids from pg_class where oid >= 16384
union all
select 'pg_constraint' as class, coalesce(string_agg(oid::text, ','), '') as oids from pg_constraint where oid >= 16384
union all
select 'pg_trigger' as class, coalesce(string_agg(oid::text, ','), '') as oids from pg_trigger where oid >= 16384 and (not tgisinternal or tgparentid <> 0)
union all
select 'pg_rewrite' as class, coalesce(string_agg(oid::text, ','), '') as oids from pg_rewrite where oid >= 16384
union all
select 'pg_policy' as class, coalesce(string_agg(oid::text, ','), '') as oids from pg_policy where oid >= 16384
union all
select 'pg_proc' as class, coalesce(string_agg(oid::text, ','), '') as oids from pg_proc where oid >= 16384
union all
select 'pg_type' as class, coalesce(string_agg(oid::text, ','), '') as oids from pg_type where oid >= 16384
union all
select 'pg_statistic_ext' as class, coalesce(string_agg(oid::text, ','), '') as oids from pg_statistic_ext where oid >= 16384
union all
select 'since', (pg_snapshot_xmin(pg_current_snapshot())::text::numeric % 4294967296)::text

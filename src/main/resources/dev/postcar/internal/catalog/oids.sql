-- $1 are the catalogs to look into
select 'pg_class' as class, coalesce(string_agg(oid::text, ','), '') as oids from pg_class where oid >= 16384 and 'pg_class' = any ($1)
union all
select 'pg_constraint' as class, coalesce(string_agg(oid::text, ','), '') as oids from pg_constraint where oid >= 16384 and 'pg_constraint' = any ($1)
union all
select 'pg_trigger' as class, coalesce(string_agg(oid::text, ','), '') as oids from pg_trigger where oid >= 16384 and 'pg_trigger' = any ($1)
union all
select 'pg_rewrite' as class, coalesce(string_agg(oid::text, ','), '') as oids from pg_rewrite where oid >= 16384 and 'pg_rewrite' = any ($1)
union all
select 'pg_policy' as class, coalesce(string_agg(oid::text, ','), '') as oids from pg_policy where oid >= 16384 and 'pg_policy' = any ($1)
union all
select 'pg_proc' as class, coalesce(string_agg(oid::text, ','), '') as oids from pg_proc where oid >= 16384 and 'pg_proc' = any ($1)
union all
select 'pg_type' as class, coalesce(string_agg(oid::text, ','), '') as oids from pg_type where oid >= 16384 and 'pg_type' = any ($1)
union all
select 'pg_statistic_ext' as class, coalesce(string_agg(oid::text, ','), '') as oids from pg_statistic_ext where oid >= 16384 and 'pg_statistic_ext' = any ($1)

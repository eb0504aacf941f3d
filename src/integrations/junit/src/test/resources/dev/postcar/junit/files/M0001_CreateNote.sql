create table note (id bigint primary key, body text not null);
do $$ begin execute format('alter database %I set search_path = audit, public', current_database()); end $$;
-- postcar: rollback
drop table note;

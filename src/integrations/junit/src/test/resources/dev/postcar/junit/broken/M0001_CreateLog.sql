create table log (id bigint primary key);
-- postcar: rollback
drop table log;

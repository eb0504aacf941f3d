-- postcar: allow create-index-blocks-writes because the table is small
create index log_id_idx on log (id);
-- postcar: rollback
drop index log_id_idx;

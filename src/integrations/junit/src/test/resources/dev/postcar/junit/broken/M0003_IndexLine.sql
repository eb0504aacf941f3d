create index log_line_idx on log (line);
-- postcar: rollback
drop index log_line_idx;

alter table log add column line text;
-- postcar: rollback
alter table log drop column if exists lines;

alter table book alter column isbn set not null;
-- postcar: rollback
alter table book alter column isbn drop not null;

alter table {namespace}.event add column attempt uuid;
comment on column {namespace}.event.attempt is 'identifies the transaction that wrote the row, so that a restore whose commit was not answered can be found again';

alter table {namespace}.statement drop constraint statement_state_check;
alter table {namespace}.statement add constraint statement_state_check check (state in ('started', 'done', 'failed'));
alter table {namespace}.statement add column sqlstate text;
alter table {namespace}.statement add column session jsonb;
alter table {namespace}.statement add column rows bigint;
alter table {namespace}.statement add column last_key text;
comment on column {namespace}.statement.rows is 'how many rows a batch of code has touched so far; null for a statement';
comment on column {namespace}.statement.last_key is 'the key after which a batch that goes by key continues';
comment on column {namespace}.statement.sqlstate is 'why it failed: the server answered, so that its end is known';
comment on column {namespace}.statement.session is 'what the session had become after it, which resume restores';

alter table {namespace}.version add column time_zone text;
comment on column {namespace}.version.time_zone is 'TimeZone that migrations ran in: up to 0.3 always UTC';
alter table {namespace}.version add column xid xid8;
comment on column {namespace}.version.xid is 'the transaction that moved the generation, by which it knows itself at its end';
update {namespace}.version set time_zone =
  case when exists (select from {namespace}.migration) then 'UTC' else pg_catalog.current_setting('TimeZone') end;

-- One bookkeeping may be shared by many targets of a fleet; '' is that of a bookkeeping of one.
alter table {namespace}.version drop column only_row;
alter table {namespace}.version add column target text primary key default '';
comment on column {namespace}.version.target is 'whose rows these are; empty in a bookkeeping of one target only';
alter table {namespace}.migration add column target text not null default '';
drop index {namespace}.migration_once;
-- Of those that stand each one once; of those reverted any number. One index for that and for reading one target.
create unique index migration_once on {namespace}.migration
  (target, package, name, (case when reverted_at is null then 0 else id end));
alter table {namespace}.event add column target text not null default '';
alter table {namespace}.event drop constraint event_pkey;
alter table {namespace}.event add primary key (target, id);
alter table {namespace}.view add column target text not null default '';
alter table {namespace}.view drop constraint view_pkey;
alter table {namespace}.view add primary key (target, package, name);

update {namespace}.version set major = 0, minor = 4, updated_at = clock_timestamp(), updated_by = session_user;

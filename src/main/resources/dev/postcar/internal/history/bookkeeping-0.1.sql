create schema if not exists {namespace};

create table {namespace}.version (
  only_row boolean primary key default true check (only_row),
  major integer not null,
  minor integer not null,
  generation bigint not null default 0,
  updated_at timestamptz not null default clock_timestamp(),
  updated_by text not null default session_user
);
comment on table {namespace}.version is 'postcar: which bookkeeping this is; each writing transaction moves the generation by one';

create table {namespace}.migration (
  id bigint generated always as identity primary key,
  package text not null,
  name text not null,
  sequence numeric not null,
  state text not null check (state in ('started', 'applied', 'marked', 'skipped', 'reverting', 'reverted')),
  checksum text,
  forward_sql text,
  rollback_sql text,
  applied_at timestamptz not null default clock_timestamp(),
  applied_by text not null default session_user,
  duration_ms bigint,
  postcar_version text not null,
  attempt uuid not null,
  xid xid8 not null default pg_current_xact_id(),
  reverted_at timestamptz
);
create unique index migration_once on {namespace}.migration (package, name) where reverted_at is null;
comment on table {namespace}.migration is 'postcar: one row per migration applied; a rolled-back one keeps its row with reverted_at';

insert into {namespace}.version (major, minor) values (0, 1);

create table {namespace}.event (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  operation text not null,
  outcome text not null,
  package text,
  name text,
  sqlstate text,
  message text,
  detail text,
  hint text,
  statement text,
  position integer,
  stack text,
  duration_ms bigint,
  by text not null default session_user
);
comment on table {namespace}.event is 'postcar: every operation and its outcome, append-only';

create table {namespace}.statement (
  migration bigint not null references {namespace}.migration (id),
  direction text not null check (direction in ('forward', 'rollback')),
  number integer not null,
  state text not null check (state in ('started', 'done')),
  sql text not null,
  indexes oid[] not null default '{}',
  started_at timestamptz not null default clock_timestamp(),
  finished_at timestamptz,
  primary key (migration, direction, number)
);
comment on table {namespace}.statement is 'postcar: the journal of non-transactional migrations, statement by statement';

update {namespace}.version set major = 0, minor = 2, updated_at = clock_timestamp(), updated_by = session_user;

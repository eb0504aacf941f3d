create table {namespace}.view (
  package text not null,
  name text not null,
  checksum text not null,
  up_sql text not null,
  down_sql text not null,
  uses text[] not null default '{}',
  made jsonb not null default '{}',
  before jsonb,
  kept jsonb,
  raised_at timestamptz not null default clock_timestamp(),
  raised_by text not null default session_user,
  postcar_version text not null,
  primary key (package, name)
);
comment on table {namespace}.view is 'postcar: one row per managed view that is up';
comment on column {namespace}.view.made is 'owner, grants, comments and options as the view''s own SQL left them';
comment on column {namespace}.view.before is 'made, while it is being rebuilt';
comment on column {namespace}.view.kept is 'the same as found when it was dropped, while it is being rebuilt';

update {namespace}.version set major = 0, minor = 3, updated_at = clock_timestamp(), updated_by = session_user;

create table author (
  id bigint generated always as identity primary key,
  name text not null
);
-- postcar: rollback
drop table author;

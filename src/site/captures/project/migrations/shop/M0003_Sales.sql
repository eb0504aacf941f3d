create table sale (
  id bigint generated always as identity primary key,
  book_id bigint not null references book,
  sold_at timestamptz not null
);
create index sale_book_id on sale (book_id);
-- postcar: rollback
drop table sale;

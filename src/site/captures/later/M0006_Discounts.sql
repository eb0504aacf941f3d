create table discount (
  book_id bigint not null references book,
  percent int not null
);
create index concurrently discount_book_id on discount (book_id);
-- postcar: rollback
drop table discount;

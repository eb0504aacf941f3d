create table book (
  id bigint generated always as identity primary key,
  author_id bigint not null references author,
  title text not null,
  isbn text,
  price numeric(8, 2) not null
);
create index book_author_id on book (author_id);
insert into author (name) values ('Mary Shelley');
insert into book (author_id, title, price) values (1, 'Frankenstein', 12.50);
-- postcar: rollback
drop table book;

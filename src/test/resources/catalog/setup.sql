create role snap_owner;
create role snap_reader;
grant snap_owner to current_user;
create schema shop;
create type shop.mood as enum ('sad', 'ok', 'happy');
create type shop.pair as (x integer, y text);
create domain shop.isbn as text check (value ~ '^[0-9]{13}$');
create table shop.author (id bigint generated always as identity primary key, name text not null);
create table shop.book (
  id bigserial primary key,
  author_id bigint not null constraint book_author references shop.author,
  title text not null,
  price numeric(10,2) default 0 constraint price_positive check (price >= 0),
  mood shop.mood,
  isbn shop.isbn,
  published date,
  area double precision generated always as (1.5 * 2) stored);
create index book_title on shop.book (title);
create unique index book_isbn on shop.book (isbn) where isbn is not null;
create table shop.sale (id bigint not null, day date not null, amount integer) partition by range (day);
create table shop.sale_2024 partition of shop.sale for values from ('2024-01-01') to ('2025-01-01');
create index sale_day on shop.sale (day);
create table shop.parent (a integer);
create table shop.child (b integer) inherits (shop.parent);
create table shop.lone (a integer, note text);
create sequence shop.counter;
create view shop.cheap as select id, title from shop.book where price < 5;
create materialized view shop.totals as select author_id, count(*) as n from shop.book group by author_id;
create function shop.touch() returns trigger language plpgsql as 'begin return new; end';
create function shop.double_of(value integer) returns integer language sql immutable as 'select value * 2';
create procedure shop.tidy() language sql as 'select 1';
create function shop.same(a integer, b integer) returns boolean language sql immutable as 'select a = b';
create trigger touch before update on shop.book for each row execute function shop.touch();
create trigger touch_sale before insert on shop.sale for each row execute function shop.touch();
create rule quiet as on delete to shop.parent do instead nothing;
alter table shop.author enable row level security;
create policy own on shop.author using (name = current_user);
create statistics shop.book_stats (dependencies) on author_id, title from shop.book;
comment on table shop.book is 'All books';
grant select on shop.book to snap_reader;
create foreign data wrapper nothing;
create server elsewhere foreign data wrapper nothing options (host 'h');
create publication feed for table shop.author;
create aggregate shop.total(integer) (sfunc = int4pl, stype = integer, initcond = '0');
create operator shop.=== (function = shop.same, leftarg = integer, rightarg = integer);
create text search configuration shop.words (copy = pg_catalog.english);
create text search dictionary shop.plain (template = pg_catalog.simple);

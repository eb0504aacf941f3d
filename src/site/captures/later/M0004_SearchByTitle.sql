alter table book add column language text not null default 'en';
create index book_title on book (title);
-- postcar: rollback
drop index book_title;
alter table book drop column language;

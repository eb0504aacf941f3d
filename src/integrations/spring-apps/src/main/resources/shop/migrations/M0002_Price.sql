-- What a book costs.
alter table book add column cents int;

-- postcar: rollback
alter table book drop column cents;

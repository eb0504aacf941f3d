alter table book add column cents int not null default 1;

-- expect: 3
create table a$b$c (d$$ int); insert into a$b$c values (1); select d$$ as x$ from a$b$c
-- expect: 4
create table begin(a int); create view v as select * from begin atomic; select * from v; select 2
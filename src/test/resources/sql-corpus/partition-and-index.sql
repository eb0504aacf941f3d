-- expect: 4
create table t(a int) partition by range (a); create table t1 partition of t for values from (1) to (2); create unique index on t (a); select 1
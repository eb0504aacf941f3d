-- expect: 2
create table t(a int check (a > 0 or ';' = 'x'), b int generated always as (a * 2) stored); insert into t values (1)
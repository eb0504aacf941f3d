-- expect: 4
-- since: 14
create table t(a int); create function f() returns int begin atomic select 1; end; create index i on t (a); drop index i
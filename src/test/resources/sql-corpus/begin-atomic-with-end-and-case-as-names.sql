-- expect: 2
-- since: 14
create function f() returns int begin atomic select 1 as end, 2 as case; select 1 end; select t.end from (select 1 as end) t; select 1 as "end"; select 3; end; select f()
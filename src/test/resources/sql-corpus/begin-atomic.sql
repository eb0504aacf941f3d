-- expect: 2
-- since: 14
create function f() returns int language sql begin atomic select 1; select 2; end; select f()
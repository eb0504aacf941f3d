-- expect: 2
-- since: 14
create function f() returns int language sql return 1; select f()
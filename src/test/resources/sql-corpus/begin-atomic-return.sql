-- expect: 2
-- since: 14
create function f() returns int begin atomic return 1; end; select f()
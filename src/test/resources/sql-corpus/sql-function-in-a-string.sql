-- expect: 2
create function f() returns int language sql as 'select 1; select 2;'; select f()
-- expect: 2
-- since: 14
create function f() returns int begin atomic select 1 where xmlelement(name end) is null; select 1; end; select f()
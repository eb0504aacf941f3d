-- expect: 2
-- since: 14
create function f(begin int, atomic int default 2) returns int begin atomic select (begin + atomic); end; select f(1)
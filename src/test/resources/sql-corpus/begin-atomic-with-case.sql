-- expect: 2
-- since: 14
create function f(i int) returns text begin atomic select case i when 1 then case when i > 0 then 'a;' else 'b' end else 'end' end; select case when true then 'x' end || (case i when 1 then 'y' else 'z' end); end; select f(1)
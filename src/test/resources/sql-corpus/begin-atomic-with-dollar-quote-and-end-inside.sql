-- expect: 2
-- since: 14
create function f() returns text begin atomic select $$; end;$$; select 'end;'; end; select f()
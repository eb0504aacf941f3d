-- expect: 3
-- since: 14
create type begin as (a int); create function f() returns begin begin atomic select row(1)::begin; end; select f()
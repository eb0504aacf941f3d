-- expect: 3
-- since: 14
create table t(a int); create or replace procedure p() begin atomic insert into t values (1); delete from t; end; call p()
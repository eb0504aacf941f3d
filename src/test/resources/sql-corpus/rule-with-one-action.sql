-- expect: 3
create table t(a int); create rule r as on delete to t do instead nothing; delete from t
-- expect: 2
create schema inner_schema create table t(a int) create view v as select a from t; drop schema inner_schema cascade
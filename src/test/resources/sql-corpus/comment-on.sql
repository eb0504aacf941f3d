-- expect: 2
create table t(a int); comment on table t is 'a;b''c'
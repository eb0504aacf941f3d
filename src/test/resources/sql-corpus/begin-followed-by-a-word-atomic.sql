-- expect: 4
create table atomic(a int); begin; select a from atomic; commit
-- expect: 2
create table größe(länge int); select länge as 日本語 from größe
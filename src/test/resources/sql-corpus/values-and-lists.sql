-- expect: 2
values (1, ';'), (2, ')'); table pg_catalog.pg_am
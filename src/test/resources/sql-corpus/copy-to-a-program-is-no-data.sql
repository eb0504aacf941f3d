-- expect: 1
select 'copy t from stdin;'
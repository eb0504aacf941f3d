-- expect: 2
do $do$ begin execute $ddl$ create table inner_one(a text default $d$;$d$); $ddl$; end $do$; select 1
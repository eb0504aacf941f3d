-- expect: 3
create table t(a int); grant select on t to public; set local search_path to "a;b", 'c;d'
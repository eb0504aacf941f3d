-- expect: 3
create table "a;b""c;" ("--" int, "/*" int); select "--" from "a;b""c;"; select 1 as "'"
-- expect: 2
with recursive a(n) as (select 1 union all select n+1 from a where n < 3) select * from a; select 2
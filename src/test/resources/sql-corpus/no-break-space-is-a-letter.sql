-- expect: 2
select 1 as a b; select 2
-- expect: 1
select 1
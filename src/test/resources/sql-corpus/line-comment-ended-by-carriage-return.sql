-- expect: 2
select 1; -- xselect 2
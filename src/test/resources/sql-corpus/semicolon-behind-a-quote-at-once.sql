-- expect: 3
select 'a';select $$b$$;select 1 as "c";
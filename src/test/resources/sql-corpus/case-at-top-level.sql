-- expect: 2
select case when 1=1 then 1 else 2 end; select case 1 when 1 then ';' end
-- expect: 2
select $a$;$A$;$a$; select 2
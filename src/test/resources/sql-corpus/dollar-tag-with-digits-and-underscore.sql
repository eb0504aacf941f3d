-- expect: 2
select $_1x$;$_1$ ;$_1x$; select 2
-- expect: 2
select $a$ $b$ ;$$a$; select $a$;$aa$a$
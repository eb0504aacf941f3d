-- expect: 2
select $größe$;$grösse$;$größe$; select $日本$;$日本$
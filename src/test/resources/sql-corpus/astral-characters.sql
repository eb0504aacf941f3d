-- expect: 2
select '😀;' as 😀; select $😀$;$😀$
-- expect: 3
select $$a;b$$; select $x$ $$ ; $$ ; $y$ $x$; select $$$$
-- expect: 2
select 1; -- one;
select E'a'
'\';'
;

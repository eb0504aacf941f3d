-- expect: 4
select B'01', b'1'; select X'1F', x'aa'; select N'n;\', n'x'; select 2
-- expect: 2
select E'a' -- ;'
  'b\';c'; select 2
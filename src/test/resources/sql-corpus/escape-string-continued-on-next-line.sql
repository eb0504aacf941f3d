-- expect: 2
select E'a'
  'b\';c' -- no ;
; select 2
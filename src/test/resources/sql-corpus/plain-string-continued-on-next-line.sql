-- expect: 2
select 'a;'
';b\'; select 2
-- expect: 2
select '\'; select 'a\\';
-- expect: 2
select 'it''s; ok', ''''; select '';
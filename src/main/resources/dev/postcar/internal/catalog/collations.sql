select 'pg_collation' as class, c.oid as id, 0 as sub,
       'collation ' || c.oid::regcollation as key,
       concat_ws(', ',
         format('create collation %s (provider = %s', c.oid::regcollation,
                case c.collprovider when 'c' then 'libc' when 'i' then 'icu' when 'b' then 'builtin' else 'default' end),
         'locale = ' || quote_literal(c.colliculocale), -- since 15 before 17
         'locale = ' || quote_literal(c.colllocale), -- since 17
         'rules = ' || quote_literal(c.collicurules), -- since 16
         'lc_collate = ' || quote_literal(c.collcollate),
         'lc_ctype = ' || quote_literal(c.collctype),
         case when not c.collisdeterministic then 'deterministic = false' end) || ')' as definition,
       pg_get_userbyid(c.collowner) as owner
  from pg_collation c
 where c.collnamespace in (:schemas)
union all
select 'pg_conversion', c.oid, 0,
       format('conversion %s.%I', c.connamespace::regnamespace, c.conname),
       format('create %sconversion %s.%I for %L to %L from %s', case when c.condefault then 'default ' else '' end,
              c.connamespace::regnamespace, c.conname, pg_encoding_to_char(c.conforencoding),
              pg_encoding_to_char(c.contoencoding), c.conproc),
       pg_get_userbyid(c.conowner)
  from pg_conversion c
 where c.connamespace in (:schemas)

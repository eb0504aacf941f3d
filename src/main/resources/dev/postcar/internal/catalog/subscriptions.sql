select 'pg_subscription' as class, s.oid as id, 0 as sub,
       format('subscription %I', s.subname) as key,
       concat_ws(' ',
         format('create subscription %I publication', s.subname),
         (select string_agg(quote_ident(p), ', ' order by p collate "C") from unnest(s.subpublications) p),
         'slot_name ' || coalesce(quote_literal(s.subslotname), 'none'),
         case when s.subbinary then 'binary' end, -- since 14
         case left(s.substream::text, 1) when 't' then 'streaming' when 'p' then 'streaming parallel' end, -- since 14
         case when s.subtwophasestate <> 'd' then 'two_phase' end, -- since 15
         case when s.subdisableonerr then 'disable_on_error' end, -- since 15
         case when not s.subpasswordrequired then 'password_required false' end, -- since 16
         case when s.subrunasowner then 'run_as_owner' end, -- since 16
         case when s.suborigin <> 'any' then 'origin ' || s.suborigin end, -- since 16
         case when s.subfailover then 'failover' end, -- since 17
         case when s.subsynccommit <> 'off' then 'synchronous_commit ' || s.subsynccommit end
         ) as definition,
       pg_get_userbyid(s.subowner) as owner
  from pg_subscription s
 where s.subdbid = (select d.oid from pg_database d where d.datname = current_database())

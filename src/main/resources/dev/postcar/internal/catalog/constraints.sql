select 'pg_constraint' as class, k.oid as id, 0 as sub,
       format('constraint %s.%I', case when k.conrelid = 0 then k.contypid::regtype::text
                                       else k.conrelid::regclass::text end, k.conname) as key,
       case when k.contype <> 'n' then
       concat_ws(' ',
         pg_get_constraintdef(k.oid),
         case when k.contype in ('p', 'u', 'x') then
           (select nullif(concat_ws(' ',
                     case when i.reloptions is not null then
                       (select 'with (' || string_agg(o, ', ' order by o collate "C") || ')' from unnest(i.reloptions) o) end,
                     case when i.reltablespace <> 0 then
                       (select 'tablespace ' || quote_ident(s.spcname) from pg_tablespace s where s.oid = i.reltablespace) end,
                     case when x.indisclustered then 'clustered' end,
                     case when not x.indisvalid then 'invalid' end,
                     case when i.relispartition then
                       (select 'attached to ' || h.inhparent::regclass from pg_inherits h where h.inhrelid = i.oid) end), '')
              from pg_class i join pg_index x on x.indexrelid = i.oid where i.oid = k.conindid) end,
         -- those of a foreign key, and of what is deferrable: ALTER TABLE ... DISABLE TRIGGER ALL
         (select string_agg(distinct case t.tgenabled when 'D' then 'disabled' when 'R' then 'enabled replica'
                                     else 'enabled always' end || ' on ' || t.tgrelid::regclass, ', ')
            from pg_trigger t join pg_constraint o on o.oid = t.tgconstraint
           where (o.oid = k.oid or o.conparentid = k.oid) and t.tgisinternal and t.tgenabled <> 'O'),
         case when not k.conislocal then 'inherited' end) end as definition,
       array[case when k.conrelid = 0 then 'pg_type/' || k.contypid || '/0'
                  when k.contype = 'n' then 'pg_class/' || k.conrelid || '/' || k.conkey[1]
                  else 'pg_class/' || k.conrelid || '/0' end]
       || case when k.conparentid <> 0 then array['pg_constraint/' || k.conparentid || '/0']
               when k.conislocal then '{}'
               else array(select 'pg_constraint/' || p.oid || '/0'
                            from pg_inherits i
                            join pg_constraint p on p.conrelid = i.inhparent and p.conname = k.conname
                           where i.inhrelid = k.conrelid) end as parents
  from pg_constraint k
 where k.connamespace in (:schemas)
   and k.contype in ('c', 'f', 'p', 'u', 'x', 'n')
   and not (k.contype = 'f' and k.conparentid <> 0)

-- A schema in front of pg_catalog that shadows each of its functions, operators, tables and views. Each trap is a PL/pgSQL
-- function: the server counts its calls (track_functions), also in a read-only transaction and in one that is rolled back.
create schema trap;
grant usage on schema trap to public;

create function trap.seen(what pg_catalog.text) returns pg_catalog.bool language plpgsql as 'begin return true; end';

-- PL/pgSQL takes no "any".
create function trap.format(pg_catalog.text, variadic pg_catalog.text[]) returns pg_catalog.text language plpgsql as 'begin return null; end';
create function trap.concat(variadic pg_catalog.text[]) returns pg_catalog.text language plpgsql as 'begin return null; end';

do $do$
declare
  f record;
  o record;
  r record;
begin
  for f in
    select p.oid, p.proname, pg_catalog.pg_get_function_identity_arguments(p.oid) as arguments,
           pg_catalog.pg_get_function_result(p.oid) as result, p.proretset, p.pronargs, p.provariadic
      from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
     where n.nspname = 'pg_catalog' and p.prokind = 'f'
       and not exists (select from pg_catalog.pg_type t
                        where (t.oid = any (p.proargtypes) or t.oid = p.prorettype) and t.typtype = 'p'
                          and t.typname not in ('record', 'void', 'any', 'anyelement', 'anyarray', 'anynonarray'))
       and p.prorettype not in (select t.oid from pg_catalog.pg_type t where t.typname in ('any', 'cstring', 'internal', 'trigger'))
       and not '"any"'::regtype = any (p.proargtypes)
       and pg_catalog.pg_get_function_identity_arguments(p.oid) !~ '(OUT|INOUT) '
       and pg_catalog.pg_get_function_result(p.oid) !~ '^TABLE'
  loop
    begin
      execute pg_catalog.format(
        'create function trap.%I(%s) returns %s language plpgsql as %L',
        f.proname, f.arguments, f.result,
        case when f.result = 'void' then 'begin end' when f.proretset then 'begin return; end' else 'begin return null; end' end);
    exception when others then
      null; -- A polymorphic one that needs more arguments, say.
    end;
  end loop;
  for o in
    select op.oprname, pg_catalog.format_type(op.oprleft, null) as l, pg_catalog.format_type(op.oprright, null) as r,
           pg_catalog.format_type(op.oprresult, null) as result, op.oid
      from pg_catalog.pg_operator op join pg_catalog.pg_namespace n on n.oid = op.oprnamespace
     where n.nspname = 'pg_catalog' and op.oprkind = 'b'
  loop
    begin
      execute pg_catalog.format('create function trap.op_%s(%s, %s) returns %s language plpgsql as %L',
        o.oid, o.l, o.r, o.result, 'begin return null; end');
      execute pg_catalog.format('create operator trap.%s (leftarg = %s, rightarg = %s, function = trap.op_%s)',
        o.oprname, o.l, o.r, o.oid);
    exception when others then
      null;
    end;
  end loop;
  for r in
    select c.relname from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'pg_catalog' and c.relkind in ('r', 'v')
  loop
    begin
      execute pg_catalog.format(
        'create view trap.%I as select * from pg_catalog.%I where trap.seen(%L)', r.relname, r.relname, r.relname);
      execute pg_catalog.format('grant select on trap.%I to public', r.relname);
    exception when others then
      null; -- pg_statistic has columns of a pseudo-type.
    end;
  end loop;
  for r in
    select t.typname from pg_catalog.pg_type t join pg_catalog.pg_namespace n on n.oid = t.typnamespace
     where n.nspname = 'pg_catalog' and t.typtype = 'b'
       and t.typname in ('text', 'name', 'oid', 'bool', 'int4', 'int8', 'numeric', 'regclass', 'timestamptz', 'jsonb', 'uuid')
  loop
    execute pg_catalog.format(
      'create domain trap.%I as pg_catalog.%I check (trap.seen(''domain''))', r.typname, r.typname);
  end loop;
end $do$;

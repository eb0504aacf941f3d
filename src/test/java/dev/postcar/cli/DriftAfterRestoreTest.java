package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.cli.CommandLineFixture.Ran;
import dev.postcar.testing.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A dump creates each object from the text that the server writes: that is no drift. */
final class DriftAfterRestoreTest {

  private static final String IN = "state in ('new', 'sold')";

  private static final String FORWARD =
      """
      create schema shop;
      create domain shop.state as varchar(10) default lower('NEW')
        constraint known check (value in ('new', 'sold') and value not like 'x%%');
      create table shop.log (what text);
      create table shop.book (
        id int primary key, state varchar(10) not null default 'new',
        price numeric(8, 2) default 1.5::float8, spans int4range,
        is_new boolean generated always as (%1$s) stored,
        constraint known check (%1$s or price between 1 and 10),
        constraint apart exclude using gist (spans with &&) where (%1$s),
        check (case when id > 3 then state = any ('{new,old}') else true end));
      create table shop.child (more int) inherits (shop.book);
      create index partial_one on shop.book (price) where %1$s;
      create unique index "Odd on one" on shop.book ((case state when 'new' then 1 else id end), lower(state));
      create view shop.fresh as select id, state, coalesce(price, 0) as price from shop.book where %1$s;
      create view shop.fresher as select f.* from shop.fresh f join shop.book b using (id) where f.%1$s;
      create materialized view shop.counted as
        select state, count(*) filter (where %1$s) from shop.book group by state having state in ('new', 'x');
      create rule "Logged here" as on update to shop.book where new.%1$s do also
        insert into shop.log values (new.state);
      alter table shop.book enable row level security;
      create policy seen on shop.book for update using (%1$s) with check (state not in ('lost', 'gone'));
      create function shop.touch() returns trigger language plpgsql as $f$ begin return new; end $f$;
      create trigger touched before update on shop.book for each row
        when (old.state in ('new', 'sold') and new.price is distinct from old.price)
        execute function shop.touch();
      create constraint trigger checked after insert on shop.book deferrable for each row
        when (new.%1$s) execute function shop.touch();
      create table shop.sale (day date, region varchar(5)) partition by range ((case when region in ('a', 'b') then 1 else 2 end), day);
      create table shop.sale_1 partition of shop.sale for values from (1, '2024-01-01') to (1, '2025-01-01');
      create table shop.kind (name varchar(5)) partition by list (lower(name));
      create table shop.kind_ab partition of shop.kind for values in ('a', 'b');
      """
          .formatted(IN);

  private static final String SINCE_14 =
      """
      create statistics shop.both on (state in ('new', 'sold')), price from shop.book;
      create function shop.is_new(s varchar default upper('new')) returns boolean
        begin atomic select s in ('new', 'sold'); end;
      """;

  /** What a dump and its restore do, object by object. */
  private static final String RESTORE =
      """
      do $do$
      declare r record;
      begin
        for r in select format('alter domain %s drop constraint %I', contypid::regtype, conname) as gone,
              format('alter domain %s add constraint %I %s', contypid::regtype, conname, pg_get_constraintdef(oid)) as made
            from pg_constraint where contypid = 'shop.state'::regtype
          union all
          select format('alter table %s drop constraint %I', conrelid::regclass, conname),
              format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
            from pg_constraint where conrelid = 'shop.book'::regclass and contype in ('c', 'x')
          union all
          select 'drop index ' || indexrelid::regclass, pg_get_indexdef(indexrelid)
            from pg_index where indexrelid in ('shop.partial_one'::regclass, 'shop."Odd on one"'::regclass)
          union all
          select 'drop view shop.fresher', 'create view shop.fresher as ' || pg_get_viewdef('shop.fresher'::regclass)
          union all
          select 'select 1', 'create or replace view shop.fresh as ' || pg_get_viewdef('shop.fresh'::regclass)
          union all
          select 'drop materialized view shop.counted',
              'create materialized view shop.counted as ' || pg_get_viewdef('shop.counted'::regclass)
          union all
          select format('drop rule %I on shop.book', rulename), pg_get_ruledef(oid)
            from pg_rewrite where rulename = 'Logged here'
          union all
          select 'drop policy seen on shop.book', format('create policy seen on shop.book for update using (%s) with check (%s)',
              pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)) from pg_policy
          union all
          select format('drop trigger %I on shop.book', tgname), pg_get_triggerdef(oid)
            from pg_trigger where tgrelid = 'shop.book'::regclass and not tgisinternal
          union all
          select 'select 1', format('alter table %s alter %I set default %s', adrelid::regclass, attname, pg_get_expr(adbin, adrelid))
            from pg_attrdef join pg_attribute on attrelid = adrelid and attnum = adnum where attgenerated = ''
          union all
          select 'alter table shop.book drop is_new', format('alter table shop.book add is_new boolean generated always as (%s) stored',
              pg_get_expr(adbin, adrelid)) from pg_attrdef d
            join pg_attribute on attrelid = adrelid and attnum = adnum where attgenerated = 's' and adrelid = 'shop.book'::regclass
          union all
          select 'drop table shop.kind, shop.sale', format('create table shop.kind (name varchar(5)) partition by %s;'
              'create table shop.kind_ab (name varchar(5)); alter table shop.kind attach partition shop.kind_ab %s;'
              'create table shop.sale (day date, region varchar(5)) partition by %s;'
              'create table shop.sale_1 partition of shop.sale %s',
              pg_get_partkeydef('shop.kind'::regclass), pg_get_expr(relpartbound, oid), pg_get_partkeydef('shop.sale'::regclass),
              (select pg_get_expr(relpartbound, oid) from pg_class where oid = 'shop.sale_1'::regclass))
            from pg_class where oid = 'shop.kind_ab'::regclass
          union all
          select 'drop statistics shop.both', pg_get_statisticsobjdef(oid) from pg_statistic_ext
          union all
          select 'select 1', pg_get_functiondef(oid) from pg_proc where pronamespace = 'shop'::regnamespace
        loop
          execute r.gone;
          execute r.made;
        end loop;
      end $do$;
      """;

  private final CommandLineFixture fixture = new CommandLineFixture();
  private final TestDatabase live = fixture.database();

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void whatWasCreatedFromTheServersOwnTextIsNoDrift() {
    boolean old =
        live.value("select current_setting('server_version_num')::int < 140000").equals("t");
    fixture.sql("M0001_All", (FORWARD + (old ? "" : SINCE_14)).replace("\\", "\\\\"), null);
    Ran migrated = fixture.run("migrate");
    assertThat(migrated.exitCode()).as(migrated.err()).isZero();
    String query =
        "select string_agg(pg_get_constraintdef(oid), ' ' order by conname) from pg_constraint where conrelid = 'shop.book'::regclass";
    String before = live.value(query);
    live.execute(RESTORE);
    assertThat(live.value(query)).as("the server writes it in another way").isNotEqualTo(before);
    Ran ran = fixture.run("drift");
    assertThat(ran.out()).isEqualTo("The schema is as the applied migrations build it.\n");
    live.execute(
        "alter table shop.book drop constraint known, add constraint known check (state in ('new', 'SOLD'));"
            + "drop index shop.partial_one; create index partial_one on shop.book (price) where state in ('new')");
    assertThat(fixture.run("drift").out())
        .contains("index shop.partial_one", "constraint shop.book.known")
        .doesNotContain("policy", "view");
  }
}

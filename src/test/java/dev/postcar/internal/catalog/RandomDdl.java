package dev.postcar.internal.catalog;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Statements at random that change any part of a schema; many of them fail. */
final class RandomDdl {

  private static final String RELATIONS =
      "select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace"
          + " where n.nspname !~ '^(pg_|information_schema)' and c.relkind in (%s) order by c.oid";

  private final Connection connection;
  private final Random random;
  private final List<DdlCase> done = new ArrayList<>();
  private int counter;

  RandomDdl(Connection connection, Random random) {
    this.connection = connection;
    this.random = random;
  }

  /** The next one. */
  String next() throws SQLException {
    return switch (random.nextInt(5)) {
      case 0, 1 -> ofCases();
      default -> general();
    };
  }

  private String ofCases() {
    if (!done.isEmpty() && random.nextInt(3) == 0) {
      return done.remove(random.nextInt(done.size())).undo();
    }
    DdlCase chosen = one(DdlCase.all());
    done.add(chosen);
    return chosen.change();
  }

  private String general() throws SQLException {
    String table = relation("'r', 'p'");
    String column = column(table);
    String fresh = "x" + ++counter;
    String schema =
        random("select nspname from pg_namespace where nspname !~ '^(pg_|info)' order by oid");
    String type =
        random(
            "select t.oid::regtype::text from pg_type t join pg_namespace n on n.oid = t.typnamespace"
                + " where n.nspname !~ '^(pg_|information_schema)' and t.typtype in ('e', 'd', 'c')"
                + " and t.typrelid = 0 order by t.oid");
    String function =
        random(
            "select p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace"
                + " where n.nspname !~ '^(pg_|information_schema)' and p.prokind = 'f' order by p.oid");
    String view = relation("'v'");
    String index = relation("'i', 'I'");
    if (random.nextInt(4) == 0) {
      return ofNames(table, column, type, function, view, index, fresh);
    }
    List<Supplier<String>> kinds =
        List.of(
            () -> "create schema " + fresh + "; create table " + fresh + ".a (b integer)",
            () -> "alter schema " + schema + " rename to " + fresh,
            () -> "drop schema " + schema + " cascade; create schema if not exists shop",
            () ->
                "create table shop."
                    + fresh
                    + " (id serial primary key, a integer not null default 3, b text unique, check (a > 0))",
            () -> "create table shop." + fresh + " (like " + table + " including all)",
            () -> "create table shop." + fresh + " () inherits (" + table + ")",
            () -> "create table shop." + fresh + " partition of " + table + " default",
            () ->
                "create table shop."
                    + fresh
                    + " as select * from "
                    + relation("'r', 'p', 'v', 'm'"),
            () -> "drop table " + table + (random.nextBoolean() ? " cascade" : ""),
            () -> "alter table " + table + " rename to " + fresh,
            () -> "alter table " + table + " set schema " + schema,
            () -> "alter table " + table + " rename column " + column + " to " + fresh,
            () ->
                "alter table "
                    + table
                    + " drop column "
                    + column
                    + (random.nextBoolean() ? " cascade" : ""),
            () ->
                "alter table "
                    + table
                    + " add column "
                    + fresh
                    + " integer default "
                    + random.nextInt(9)
                    + " not null",
            () -> "alter table " + table + " add column " + fresh + " " + type,
            () -> "alter table " + table + " alter column " + column + " type text",
            () -> "alter table " + table + " alter column " + column + " set not null",
            () -> "alter table " + table + " alter column " + column + " drop not null",
            () -> "alter table " + table + " alter column " + column + " set default null",
            () -> "alter table " + table + " alter column " + column + " drop default",
            () ->
                "alter table "
                    + table
                    + " add constraint "
                    + fresh
                    + " check ("
                    + column
                    + " is not null) not valid",
            () -> "alter table " + table + " add constraint " + fresh + " unique (" + column + ")",
            () ->
                "alter table " + table + " add column " + fresh + " bigint references shop.author",
            () ->
                "alter table "
                    + table
                    + " replica identity using index "
                    + index.replaceFirst(".*\\.", ""),
            () -> "alter table " + table + " cluster on " + index.replaceFirst(".*\\.", ""),
            () -> "alter table " + table + " disable trigger all",
            () -> "alter table " + table + " enable trigger all",
            () -> "alter table " + table + " no inherit " + relation("'r', 'p'"),
            () -> "alter table " + table + " inherit " + relation("'r', 'p'"),
            () -> "alter table " + table + " detach partition " + relation("'r', 'p'"),
            () -> "alter table " + table + " owner to snap_owner",
            () -> "alter table " + table + " set (toast.autovacuum_enabled = off)",
            () ->
                "alter table "
                    + table
                    + " enable row level security; create policy "
                    + fresh
                    + " on "
                    + table
                    + " to snap_reader using ("
                    + column
                    + " is null)",
            () -> "create index on " + table + " (" + column + ")",
            () -> "create index " + fresh + " on " + table + " ((" + column + "::text || 'x'))",
            () -> "alter index " + index + " rename to " + fresh,
            () -> "alter index " + index + " set (fillfactor = 60)",
            () -> "drop index " + index,
            () -> "reindex index " + index,
            () -> "create view shop." + fresh + " as select * from " + table,
            () ->
                "create view shop."
                    + fresh
                    + " as select a.* from "
                    + table
                    + " a join "
                    + relation("'r', 'p'")
                    + " b using ("
                    + column
                    + ")",
            () -> "create view shop." + fresh + " as select * from " + view,
            () ->
                "create view shop."
                    + fresh
                    + " as select "
                    + function.replaceFirst("\\(.*", "")
                    + "(3)",
            () -> "create view shop." + fresh + " as select f.* from shop.every_author() f",
            () ->
                "create or replace function shop.every_author() returns setof shop.author language sql as 'select * from shop.author'",
            () ->
                "create materialized view shop."
                    + fresh
                    + " as select count(*) as n, "
                    + column
                    + " from "
                    + table
                    + " group by 2",
            () -> "alter view " + view + " rename to " + fresh,
            () -> "drop view " + view + " cascade",
            () ->
                "create or replace rule noted as on insert to "
                    + table
                    + " do also notify "
                    + fresh,
            () ->
                "create trigger "
                    + fresh
                    + " before update on "
                    + table
                    + " for each row when (old."
                    + column
                    + " is null) execute function shop.touch()",
            () -> "alter function " + function + " rename to " + fresh,
            () -> "alter function " + function + " owner to snap_owner",
            () -> "drop function " + function + " cascade",
            () ->
                "create function shop."
                    + fresh
                    + "(value integer) returns integer language sql immutable as 'select value'; alter table "
                    + table
                    + " add check (shop."
                    + fresh
                    + "(3) > 0)",
            () -> "create domain shop." + fresh + " as integer check (value > 0) default 4",
            () ->
                "alter domain " + type + " add constraint " + fresh + " check (value is not null)",
            () -> "alter type " + type + " rename to " + fresh,
            () -> "alter type " + type + " set schema " + schema,
            () -> "alter type " + type + " add value '" + fresh + "'",
            () -> "drop type " + type + " cascade",
            () -> "comment on table " + table + " is '" + fresh + "'",
            () -> "comment on column " + table + "." + column + " is '" + fresh + "'",
            () -> "comment on table " + table + " is null",
            () -> "grant select, insert on " + table + " to snap_reader",
            () -> "revoke all on " + table + " from snap_reader",
            () -> "create statistics shop." + fresh + " on id, title from " + table,
            () -> "create publication " + fresh + " for table " + table,
            () -> "drop publication if exists feed",
            () -> "alter default privileges in schema shop grant select on tables to snap_reader",
            () -> "alter role snap_reader rename to snap_writer",
            () -> "alter role snap_writer rename to snap_reader",
            () -> "alter sequence " + relation("'S'") + " owned by " + table + "." + column,
            () -> "alter sequence " + relation("'S'") + " owned by none",
            () ->
                "create event trigger "
                    + fresh
                    + " on ddl_command_end execute function shop.nobody()",
            () -> "create temp table " + fresh + " (a integer)",
            () -> "select lo_create(0)",
            () -> "insert into shop.author (name) values ('" + fresh + "')",
            () -> "analyze",
            () -> "vacuum freeze pg_class",
            () -> "vacuum full pg_attribute",
            () -> "vacuum full " + table,
            () -> "vacuum pg_depend");
    return one(kinds).get();
  }

  /** What is named in the text of something else. */
  private String ofNames(
      String table,
      String column,
      String type,
      String function,
      String view,
      String index,
      String fresh) {
    String constraint =
        random(
            "select quote_ident(conname) from pg_constraint where conrelid = to_regclass('%s') order by oid"
                .formatted(table.replace("'", "''")));
    String label = random("select enumlabel from pg_enum order by oid");
    String attribute =
        random(
            "select a.attrelid::regclass || ' rename attribute ' || quote_ident(a.attname) from pg_attribute a"
                + " join pg_class c on c.oid = a.attrelid where c.relkind = 'c' order by 1");
    String sequence = relation("'S'");
    String text = view.startsWith("nothing") ? "nothing" : column(view);
    return one(
        List.of(
            "create type shop.%s as (a integer, b %s)".formatted(fresh, type),
            "create table shop.%1$s (e integer, c %2$s default null::%2$s, d %2$s[])"
                .formatted(fresh, type),
            "alter type %s to %s".formatted(attribute, fresh),
            "alter type %s rename value '%s' to '%s'".formatted(type, label, fresh),
            "create view shop.%s as select '{%s}'::%s[] as a".formatted(fresh, label, type),
            "create view shop.%s as select '(%s)'::%s as a".formatted(fresh, label, type),
            "create type shop.%1$s as (a %2$s); create view shop.%1$sv as select '(%3$s)'::shop.%1$s as a"
                .formatted(fresh, type, label),
            "create function shop.%1$s(a %2$s default null) returns setof %2$s language sql as 'select a'"
                .formatted(fresh, type),
            "create view shop.%s as select count(*) from %s() f"
                .formatted(fresh, function.replaceFirst("\\(.*", "")),
            "create function shop.%s() returns setof %s language sql as 'select * from %s'"
                .formatted(fresh, table, table),
            "create table shop.%s (of regclass, other regclass[]) partition by list (of)"
                .formatted(fresh),
            "create table shop.%s partition of %s for values in ('%s')"
                .formatted(fresh, table, relation("'r', 'p'")),
            "alter table %s attach partition %s default".formatted(table, relation("'r', 'p'")),
            "alter index %s attach partition %s".formatted(index, relation("'i'")),
            "alter table %s rename constraint %s to %s".formatted(table, constraint, fresh),
            "alter table %s drop constraint %s cascade".formatted(table, constraint),
            "alter table %s validate constraint %s".formatted(table, constraint),
            "alter table %s add constraint %s unique using index %s"
                .formatted(table, fresh, index.replaceFirst(".*\\.", "")),
            "alter table %1$s add constraint %2$s foreign key (%3$s) references %4$s deferrable"
                .formatted(table, fresh, column, relation("'r', 'p'")),
            "alter table %s add check (%s is not null)".formatted(table, column),
            "alter table %s add primary key (%s)".formatted(table, column),
            "alter table %s disable trigger all".formatted(table),
            "create rule %s as on insert to %s do instead insert into %s default values on conflict on constraint %s do nothing"
                .formatted(fresh, view, table, constraint),
            "alter view %s rename column %s to %s".formatted(view, text, fresh),
            "alter table %s alter column %s set statistics 7".formatted(table, column),
            "alter table %s alter column %s add generated always as identity"
                .formatted(table, column),
            "alter table %s add column %s text generated always as (%s::text) stored"
                .formatted(table, fresh, column),
            "alter sequence %s rename to %s".formatted(sequence, fresh),
            "alter sequence %s increment 3".formatted(sequence),
            "alter table only %s drop column %s".formatted(table, column),
            "grant update (%s) on %s to snap_reader".formatted(column, table),
            "comment on index %s is '%s'".formatted(index, fresh),
            "comment on function %s is '%s'".formatted(function, fresh),
            "create index concurrently on %s (%s)".formatted(table, column),
            "create unique index %s on %s (%s)".formatted(fresh, table, column),
            "reindex index concurrently %s".formatted(index),
            "reindex table concurrently %s".formatted(table),
            "drop index concurrently %s".formatted(index)));
  }

  private String relation(String kinds) {
    return random(RELATIONS.formatted(kinds));
  }

  private String column(String table) {
    return random(
        "select quote_ident(attname) from pg_attribute where attrelid = '"
            + table.replace("'", "''")
            + "'::regclass and attnum > 0 and not attisdropped order by attnum");
  }

  private String random(String query) {
    List<String> all = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      while (row.next()) {
        all.add(row.getString(1));
      }
    } catch (SQLException e) {
      return "nothing";
    }
    return all.isEmpty() ? "nothing" : one(all);
  }

  private <T> T one(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }
}

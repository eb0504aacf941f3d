package dev.postcar.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Migrations that run outside a transaction: one package for each kind of statement. */
final class SweepKinds {

  private static final String ITEMS =
      "create table item (id int primary key, name text, n int); insert into item"
          + " select i, 'item ' || i, i % 7 from generate_series(1, 300) i";
  private static final String PARTS =
      "create table part (id int primary key) partition by range (id);"
          + " create table part1 partition of part for values from (0) to (100);"
          + " create table part2 partition of part for values from (100) to (200);"
          + " insert into part select generate_series(1, 150)";
  private static final String OTHER = "truth_other_" + ProcessHandle.current().pid() + "_";

  private static final String UNDO =
      "drop schema public cascade; create schema public; drop schema if exists shelf cascade";

  private static final List<String> NO_DATABASE = List.of("drop database if exists %s");
  private static final List<String> A_DATABASE =
      List.of("drop database if exists %s", "create database %s");

  private SweepKinds() {}

  static List<SweepPackage> all() {
    List<SweepPackage> kinds = new ArrayList<>();
    kinds.add(
        kind(
            "named",
            ITEMS,
            List.of(
                "create index concurrently item_name on item (name)",
                "create index concurrently item_n on item (n)"),
            List.of(
                "drop index concurrently if exists item_n",
                "drop index concurrently if exists item_name")));
    kinds.add(
        kind(
            "unnamed",
            ITEMS,
            List.of(
                "create index concurrently on item (name)",
                "create index concurrently on item (n)"),
            List.of(
                "drop index concurrently if exists item_n_idx",
                "drop index concurrently if exists item_name_idx")));
    kinds.add(
        kind(
            "uniques",
            ITEMS,
            List.of("create unique index concurrently if not exists item_u on item (id, n)"),
            List.of("drop index concurrently if exists item_u")));
    kinds.add(
        kind(
            "reindexone",
            ITEMS + "; create index item_n on item (n)",
            List.of("reindex index concurrently item_n"),
            List.of()));
    kinds.add(kind("reindexall", ITEMS, List.of("reindex table concurrently item"), List.of()));
    kinds.add(
        kind(
            "dropping",
            ITEMS + "; create index item_n on item (n); create index item_name on item (name)",
            List.of("drop index concurrently item_n", "drop index concurrently item_name"),
            List.of(
                "create index if not exists item_n on item (n)",
                "create index if not exists item_name on item (name)")));
    kinds.add(kind("vacuuming", ITEMS, List.of("vacuum (analyze) item", "vacuum"), List.of()));
    kinds.add(
        kind(
            "detaching",
            PARTS,
            List.of("alter table part detach partition part1 concurrently"),
            List.of(
                "do $$ begin if exists (select from pg_inherits where inhrelid = 'part1'::regclass"
                    + " and inhdetachpending) then alter table part detach partition part1 finalize;"
                    + " end if; end $$",
                "do $$ begin if not exists (select from pg_inherits where inhrelid ="
                    + " 'part1'::regclass) then alter table part attach partition part1 for values"
                    + " from (0) to (100); end if; end $$")));
    kinds.add(
        database(
            "creating",
            NO_DATABASE,
            List.of("create database %s"),
            List.of("drop database if exists %s"),
            A_DATABASE));
    kinds.add(
        database("removing", A_DATABASE, List.of("drop database %s"), A_DATABASE, NO_DATABASE));
    kinds.add(
        kind(
            "refreshing",
            ITEMS
                + "; create materialized view total as select n, sum(id) from item group by n;"
                + " create unique index total_n on total (n);"
                + " insert into item values (1000, 'late', 3)",
            List.of("refresh materialized view concurrently total"),
            List.of(
                "delete from item where id = 1000",
                "refresh materialized view total",
                "insert into item values (1000, 'late', 3)")));
    kinds.add(
        kind(
            "clustering",
            PARTS + "; " + ITEMS + "; create index item_n on item (n)",
            List.of("cluster item using item_n", "cluster part using part_pkey"),
            List.of()));
    kinds.add(kind("analyzing", ITEMS, List.of("analyze item", "analyze"), List.of()));
    kinds.add(
        kind(
            "calling",
            "create table work (step int); create procedure work() language plpgsql as $$ begin"
                + " for i in 1..3 loop insert into work values (i); perform pg_sleep(0.005);"
                + " commit; end loop; end $$",
            List.of("call work()"),
            List.of("delete from work")));
    kinds.add(
        kind(
            "doing",
            "create table work (step int)",
            List.of(
                "do $$ begin for i in 1..3 loop insert into work values (i);"
                    + " perform pg_sleep(0.005); commit; end loop; end $$"),
            List.of("delete from work")));
    kinds.add(
        kind(
            "writing",
            "create table purse (coins int); insert into purse values (100)",
            List.of(
                "update purse set coins = coins + 10",
                "create table cut (coins int)",
                "insert into cut select coins from purse",
                "update purse set coins = coins * 2"),
            List.of("drop table if exists cut", "update purse set coins = 100")));
    kinds.add(
        kind(
            "growing",
            "create type mood as enum ('sad')",
            List.of(
                "alter type mood add value if not exists 'glad'",
                "create table moods (m mood default 'glad')",
                "insert into moods values ('glad')"),
            List.of("drop table if exists moods")));
    kinds.add(
        kind(
            "placing",
            "create schema shelf; create table here (id int)",
            List.of(
                "set search_path = shelf, public",
                "create table here (id int)",
                "set lock_timeout = '3s'",
                "create index concurrently here_id on here (id)",
                "insert into here values (1)"),
            List.of("drop table if exists shelf.here")));
    kinds.add(
        new SweepPackage(
            "system",
            of(
                "create table item (id int)",
                List.of("alter system set cursor_tuple_fraction = 0.2"),
                List.of("alter system reset cursor_tuple_fraction")),
            Map.of(),
            List.of(
                "select 'system ' || name || setting from pg_file_settings where name ="
                    + " 'cursor_tuple_fraction'"),
            List.of("alter system reset cursor_tuple_fraction"),
            List.of("alter system set cursor_tuple_fraction = 0.2")));
    return kinds;
  }

  private static SweepPackage kind(
      String name, String base, List<String> statements, List<String> back) {
    return new SweepPackage(name, of(base, statements, back));
  }

  /** Beside the database of the run: for one run at a time. */
  private static SweepPackage database(
      String name,
      List<String> before,
      List<String> statements,
      List<String> back,
      List<String> after) {
    String other = OTHER + name;
    return new SweepPackage(
        name,
        of("create table item (id int)", named(statements, other), named(back, other)),
        Map.of(),
        List.of("select 'database ' || datname from pg_database where datname = '" + other + "'"),
        named(before, other),
        named(after, other));
  }

  private static List<String> named(List<String> statements, String database) {
    return statements.stream().map(one -> one.formatted(database)).toList();
  }

  private static List<SweepMigration> of(String base, List<String> statements, List<String> back) {
    return List.of(
        SweepMigration.of("M0001_Base", List.of(base), List.of(UNDO)),
        SweepMigration.outside("M0002_Kind", statements, back),
        SweepMigration.of(
            "M0003_After", List.of("create table after ()"), List.of("drop table after")));
  }
}

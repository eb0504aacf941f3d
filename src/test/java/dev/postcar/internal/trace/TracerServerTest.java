package dev.postcar.internal.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What trace sees of statements whose locks, rewrites and scans are known, from the documentation
 * (section 13.3.1, ALTER TABLE) and from measuring PostgreSQL 13 to 18.
 */
final class TracerServerTest {

  private static final String SETUP =
      """
      create table ref (id bigint primary key, note text);
      create table t (id bigint primary key, a int, s varchar(50), x text, num numeric(10, 2),
        ts timestamp, ref_id bigint, n int not null, checked int check (checked is not null));
      create index t_s on t (s);
      create unique index t_n on t (n);
      alter table t add constraint t_pending check (a > 0) not valid;
      alter table t add constraint t_ref_pending foreign key (ref_id) references ref not valid;
      create table child (id bigint primary key, ref_id bigint constraint child_ref references ref);
      create table p (id int) partition by range (id);
      create table p1 partition of p for values from (0) to (10);
      create table p2 (id int);
      create table pd partition of p default;
      create view vw as select id from child;
      create materialized view mv as select id from child;
      create unique index mv_id on mv (id);
      create function f() returns trigger language plpgsql as 'begin return new; end';
      create schema shop;
      create table shop."Odd Name" (id int);
      """;

  /**
   * A statement and what is known of it.
   *
   * @param sql the statement
   * @param locks strongest mode of each relation that it locks, indexes left out
   * @param rewrites relations with a new file
   * @param scans tables read from end to end
   */
  record Known(String sql, String locks, String rewrites, String scans) {
    @Override
    public String toString() {
      return sql;
    }
  }

  private static Known known(String sql, String locks, String rewrites, String scans) {
    return new Known(sql, locks, rewrites, scans);
  }

  static Stream<Known> statements() {
    return Stream.of(
        known("alter table t add column c int", "t AX", "", ""),
        known("alter table t add column c int default 7", "t AX", "", ""),
        known("alter table t add column c timestamptz default now()", "t AX", "", ""),
        known("alter table t add column c float default random()", "t AX", "t t_n t_pkey t_s", "t"),
        known("alter table t add column c serial", "t AX", "t t_n t_pkey t_s", "t"),
        known(
            "alter table t add column c int generated always as identity",
            "t AX",
            "t t_n t_pkey t_s",
            "t"),
        known(
            "alter table t add column c int generated always as (a + 1) stored",
            "t AX",
            "t t_n t_pkey t_s",
            "t"),
        known("alter table t add column c bigint references ref", "ref SRX, t AX", "", ""),
        known("alter table t add column c int check (c > 0)", "t AX", "", "t"),
        known("alter table t add column c int unique", "t AX", "", "t"),
        known("alter table t drop column x", "t AX", "", ""),
        known("alter table t rename column x to y", "t AX", "", ""),
        known("alter table t rename to u", "t AX", "", ""),
        known("alter table t alter column s type varchar(100)", "t AX", "", ""),
        known("alter table t alter column s type text", "t AX", "", ""),
        known("alter table t alter column s type varchar(20)", "t AX", "t t_n t_pkey t_s", "t"),
        known("alter table t alter column x type varchar(50)", "t AX", "t t_n t_pkey t_s", "t"),
        known("alter table t alter column n type bigint", "t AX", "t t_n t_pkey t_s", "t"),
        known("alter table t alter column num type numeric(12, 2)", "t AX", "", ""),
        known("alter table t alter column ts type timestamptz", "t AX", "", ""),
        known("alter table t alter column a set default 1", "t AX", "", ""),
        known("alter table t alter column n drop not null", "t AX", "", ""),
        known("alter table t alter column a set not null", "t AX", "", "t"),
        known("alter table t alter column checked set not null", "t AX", "", ""),
        known("alter table t alter column a set statistics 200", "t SUX", "", ""),
        known("alter table t set (fillfactor = 80)", "t SUX", "", ""),
        known("alter table t set unlogged", "t AX", "t t_n t_pkey t_s", "t"),
        known("alter table t add constraint c check (a < 9)", "t AX", "", "t"),
        known("alter table t add constraint c check (a < 9) not valid", "t AX", "", ""),
        known("alter table t validate constraint t_pending", "t SUX", "", "t"),
        known(
            "alter table t add constraint c foreign key (a) references ref",
            "ref SRX, t SRX",
            "",
            "ref t"),
        known(
            "alter table t add constraint c foreign key (a) references ref not valid",
            "ref SRX, t SRX",
            "",
            ""),
        known("alter table t validate constraint t_ref_pending", "ref RS, t SUX", "", "ref t"),
        known("alter table child drop constraint child_ref", "child AX, ref AX", "", ""),
        known("alter table t add constraint c unique (a)", "t AX", "", "t"),
        known("alter table t add constraint c unique using index t_n", "t AX", "", ""),
        known("alter table t add exclude using btree (a with =)", "t AX", "", "t"),
        known("create index c on t (a)", "t S", "", "t"),
        known("drop index t_s", "t AX", "", ""),
        known("reindex index t_s", "t S", "t_s", "t"),
        known("alter index t_s rename to c", "", "", ""),
        known("cluster t using t_s", "t AX", "t t_n t_pkey t_s", "t"),
        known("truncate t", "t AX", "t t_n t_pkey t_s", ""),
        known("create table c (id bigint references ref)", "ref SRX", "", ""),
        known("create table c (like t)", "t AS", "", ""),
        known(
            "create trigger c before insert on t for each row execute function f()",
            "t SRX",
            "",
            ""),
        known("alter table t disable trigger all", "t SRX", "", ""),
        known("alter table t enable row level security", "t AX", "", ""),
        known("create policy c on t", "t AX", "", ""),
        known("create view c as select id from t", "t AS", "", ""),
        known("drop view vw", "vw AX", "", ""),
        known("refresh materialized view mv", "child AS, mv AX", "mv mv_id", "child mv"),
        known("comment on table t is 'c'", "t SUX", "", ""),
        known("alter table t owner to current_user", "t AX", "", ""),
        known(
            "alter table p attach partition p2 for values from (10) to (20)",
            "p SUX, p2 AX, pd AX",
            "",
            "p2 pd"),
        known(
            "create table c partition of p for values from (20) to (30)", "p AX, pd AX", "", "pd"),
        known("create index c on p (id)", "p S, p1 S, pd S", "", "p1 pd"),
        known("analyze t", "t SUX", "", ""),
        known("lock table t", "t AX", "", ""),
        known("select * from t for update", "t RS", "", "t"),
        known("update t set a = 1", "t RX", "", "t"),
        known("create statistics c on a, n from t", "t SUX", "", ""),
        known("create index concurrently c on t (a)", "t SUX", "", "t"),
        known("drop index concurrently t_s", "t SUX", "", ""),
        known("reindex index concurrently t_s", "t SUX", "t_s", "t"),
        known("vacuum t", "t SUX", "", ""),
        known("vacuum full t", "t AX", "t t_n t_pkey t_s", "t"),
        known("alter table shop.\"Odd Name\" add column c int", "shop.\"Odd Name\" AX", "", ""));
  }

  @ParameterizedTest
  @MethodSource("statements")
  void seesLocksRewritesAndScans(Known known) {
    try (TraceFixture fixture = new TraceFixture(SETUP)) {
      Observation seen = fixture.trace(known.sql()).observations().get(0);
      assertThat(
              locks(seen)
                  + " | "
                  + String.join(" ", seen.names(seen.rewrites()))
                  + " | "
                  + String.join(" ", seen.names(seen.scans())))
          .isEqualTo(known.locks() + " | " + known.rewrites() + " | " + known.scans());
      assertThat(seen.durationMs()).isBetween(0L, 10_000L);
    }
  }

  /** The strongest mode of each relation but indexes, as abbreviations. */
  private static String locks(Observation seen) {
    Map<String, LockMode> strongest = new TreeMap<>();
    for (HeldLock held : seen.locks()) {
      if (!held.relation().isIndex() && held.relation().kind() != 'S') {
        strongest.merge(held.relation().name(), held.mode(), (a, b) -> a.compareTo(b) > 0 ? a : b);
      }
    }
    return strongest.entrySet().stream()
        .map(entry -> entry.getKey() + " " + abbreviation(entry.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String abbreviation(LockMode mode) {
    return switch (mode) {
      case ACCESS_SHARE -> "AS";
      case ROW_SHARE -> "RS";
      case ROW_EXCLUSIVE -> "RX";
      case SHARE_UPDATE_EXCLUSIVE -> "SUX";
      case SHARE -> "S";
      case SHARE_ROW_EXCLUSIVE -> "SRX";
      case EXCLUSIVE -> "X";
      case ACCESS_EXCLUSIVE -> "AX";
    };
  }

  @Test
  void aStatementThatLocksAgainWhatIsLockedShowsItsLock() {
    try (TraceFixture fixture = new TraceFixture(SETUP)) {
      List<Observation> seen =
          fixture
              .trace(
                  "alter table t add c int; update t set c = 1; alter table t alter c set not null")
              .observations();
      assertThat(seen).extracting(TracerServerTest::locks).containsExactly("t AX", "t RX", "t AX");
    }
  }

  @Test
  void aLockThatIsHeldIsShownAsTheStatementNeedsIt() {
    try (TraceFixture fixture = new TraceFixture("create schema \"My s\";" + Hints.SETUP)) {
      List<Observation> seen =
          fixture
              .trace(
                  """
                  alter table event_2 add column x int;
                  alter table event_2 add primary key (id);
                  alter table event_2 add constraint u unique (day), alter x set statistics 10;
                  alter table author add column x int;
                  insert into book select id, name from public.author;
                  with a as (select * from author) insert into book select id, name from a;
                  select * from author for update;
                  alter table author alter column x set statistics 10, cluster on author_pkey;
                  alter table author add column z int;
                  create table copied as select * from author;
                  delete from only author where x = 1;""")
              .observations();
      assertThat(seen)
          .extracting(TracerServerTest::locks)
          .containsExactly(
              "event_2 AX",
              "event_2 AX",
              "event_2 AX",
              "author AX",
              "author AS, book RX",
              "author AS, book RX",
              "author RS",
              "author SUX",
              "author AX",
              "author AS",
              "author RX");
    }
  }

  @Test
  void ofATableThatIsNewInTheTransactionALockIsShownAsItsStatementTakesIt() {
    try (TraceFixture fixture = new TraceFixture(SETUP)) {
      List<Observation> seen =
          fixture
              .trace(
                  """
                  create table fresh (id bigint primary key, t_id bigint references t);
                  create index fresh_t on fresh (t_id);
                  insert into fresh values (1);
                  comment on table fresh is 'x';
                  create table other (id bigint references fresh, t_id bigint references t);""")
              .observations();
      assertThat(seen)
          .extracting(TracerServerTest::locks)
          .containsExactly("t SRX", "fresh S", "fresh RX", "fresh SUX", "fresh SRX, t SRX");
    }
  }

  @Test
  void aPartitionThatIsDetachedConcurrentlyIsSeenInBothOfItsWaits() {
    try (TraceFixture fixture = new TraceFixture("")) {
      assumeThat(fixture.version()).isGreaterThanOrEqualTo(140000);
      fixture
          .database()
          .execute(
              "create table q (id int) partition by range (id);"
                  + "create table q1 partition of q for values from (0) to (10)");
      Observation seen =
          fixture.trace("alter table q detach partition q1 concurrently").observations().get(0);
      assertThat(locks(seen)).isEqualTo("q SUX, q1 AX");
    }
  }

  @Test
  void detachingAPartitionLocksItMoreSinceVersionFourteen() {
    try (TraceFixture fixture = new TraceFixture(SETUP)) {
      Observation seen = fixture.trace("alter table p detach partition p1").observations().get(0);
      assertThat(locks(seen))
          .isEqualTo(fixture.version() < 140000 ? "p AX, p1 SUX, pd AX" : "p AX, p1 AX, pd AX");
    }
  }

  @Test
  void writeAheadLogIsCounted() {
    try (TraceFixture fixture = new TraceFixture(SETUP)) {
      List<Observation> seen =
          fixture
              .trace(
                  "insert into ref select i, repeat('x', 100) from generate_series(1, 1000) i;"
                      + " select 1")
              .observations();
      assertThat(seen.get(0).walBytes()).isBetween(100_000L, 1_000_000L);
      assertThat(seen.get(1).walBytes()).isLessThan(10_000L);
    }
  }

  @Test
  void whatIsLockedAndRewrittenAgainIsOneTableAndShownWithItsStrongestLock() {
    try (TraceFixture fixture = new TraceFixture(Hints.SETUP)) {
      MigrationTrace trace =
          fixture.trace(
              """
              alter table event add column y int;
              create table event_9 partition of event for values from (90) to (99);
              alter table book add column x double precision default random();
              alter table book add column z double precision default random();""");
      assertThat(trace.observations().get(1).locks())
          .extracting(held -> held.relation().name() + " " + held.mode())
          .startsWith("event ACCESS_EXCLUSIVE");
      assertThat(trace.observations().get(3).locks())
          .extracting(held -> held.relation().name() + " " + held.mode())
          .startsWith("book ACCESS_EXCLUSIVE");
      assertThat(trace.tablesHeld(3, LockMode.SHARE))
          .extracting(Relation::name)
          .containsExactly("event", "event_1", "book");
      assertThat(fired("several-exclusive-locks", trace)).containsExactly("2 book");
      assertThat(fired("work-under-lock", trace)).contains("3 event, event_1, book");
    }
  }

  @Test
  void quotedNamesWithBlanksAreRecognised() {
    try (TraceFixture fixture =
        new TraceFixture(
            "create schema \"My S\"; create table \"My S\".\"Odd T\" (\"a b\" int, über int);")) {
      MigrationTrace trace =
          fixture.trace(
              """
              alter table "My S"."Odd T" alter column "a b" type bigint;
              alter table "My S"."Odd T" alter über type bigint;
              alter table "My S"."Odd T" rename column "a b" to c;
              alter table "My S"."Odd T" rename to "New T";""");
      assertThat(fired("change-type-rewrites", trace))
          .containsExactly("0 \"My S\".\"Odd T\"", "1 \"My S\".\"Odd T\"");
      assertThat(fired("rename-column", trace)).containsExactly("2 \"My S\".\"Odd T\".\"a b\"");
      assertThat(fired("rename-table", trace)).containsExactly("3 \"My S\".\"Odd T\"");
    }
  }

  @Test
  void anIndexOfAPartitionedTableIsOneHint() {
    try (TraceFixture fixture = new TraceFixture(Hints.SETUP)) {
      MigrationTrace trace = fixture.trace("create index on event (id);");
      assertThat(fired("create-index-blocks-writes", trace)).isEmpty();
      assertThat(fired("create-index-on-partitions", trace)).containsExactly("0 event");
    }
  }

  @Test
  void aChangeOfTypeAndANewCheckOrADomainAreNotMistakenForEachOther() {
    try (TraceFixture fixture = new TraceFixture(Hints.SETUP)) {
      MigrationTrace both =
          fixture.trace(
              "alter table book alter column title type varchar(90), add column z int check (z > 0);");
      assertThat(fired("change-type-scans", both)).isEmpty();
      assertThat(fired("add-check-scans", both)).containsExactly("0 book");
      MigrationTrace domain = fixture.trace("alter domain percent set not null;");
      assertThat(fired("set-not-null-scans", domain)).isEmpty();
      assertThat(fired("domain-scans", domain)).containsExactly("0 rebate");
    }
  }

  @Test
  void aWeakLockOrNoneIsNotShownAsTheStrongOneThatIsHeld() {
    try (TraceFixture fixture = new TraceFixture(Hints.SETUP)) {
      MigrationTrace trace =
          fixture.trace(
              """
              alter table book add column a int;
              comment on table book is 'x';
              grant select on book to public;
              alter table book set (fillfactor = 70);""");
      assertThat(trace.observations().get(2).locks())
          .extracting(HeldLock::mode)
          .doesNotContain(LockMode.ACCESS_EXCLUSIVE);
      assertThat(trace.observations().get(3).locks())
          .extracting(HeldLock::mode)
          .containsExactly(LockMode.SHARE_UPDATE_EXCLUSIVE);
    }
  }

  @Test
  void aConditionInBracketsIsNotTheStatementsOwn() {
    try (TraceFixture fixture = new TraceFixture(Hints.SETUP)) {
      assertThat(
              fired(
                  "update-without-where",
                  fixture.trace("update book set note = (select 'x' where true);")))
          .containsExactly("0 book");
      assertThat(
              fired(
                  "update-without-where",
                  fixture.trace("update book set note = 'x' where (id) in (select id from sale);")))
          .isEmpty();
    }
  }

  @Test
  void reindexOfADatabaseNamesTheTables() {
    try (TraceFixture fixture = new TraceFixture(Hints.SETUP)) {
      assertThat(fired("reindex-blocks", fixture.trace("reindex schema public;")))
          .contains("0 book", "0 sale", "0 author");
    }
  }

  /** The statements' numbers, from 0, and what it happens to. */
  private static List<String> fired(String id, MigrationTrace trace) {
    Hint hint = Hints.ALL.stream().filter(one -> one.id().equals(id)).findFirst().orElseThrow();
    List<String> fired = new ArrayList<>();
    for (int i = 0; i < trace.observations().size(); i++) {
      for (Hint.Match match : hint.rule().matches(trace, i)) {
        fired.add(i + " " + match.what());
      }
    }
    return fired;
  }
}

package dev.postcar.internal.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each hint fires for its bad example and not for its good one. */
final class HintsServerTest {

  static List<String> ids() {
    return Hints.ALL.stream().map(Hint::id).toList();
  }

  @ParameterizedTest
  @MethodSource("ids")
  void firesForTheBadExample(String id) {
    Hint hint = hint(id);
    try (TraceFixture fixture = new TraceFixture(Hints.SETUP)) {
      assertThat(fired(hint, fixture.trace(hint.bad()))).as(hint.bad()).isNotEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("ids")
  void staysSilentForTheGoodExample(String id) {
    Hint hint = hint(id);
    try (TraceFixture fixture = new TraceFixture(Hints.SETUP)) {
      if (hint.id().equals("detach-partition-blocks")) {
        assumeThat(fixture.version()).isGreaterThanOrEqualTo(140000);
      }
      for (String good : hint.good()) {
        assertThat(fired(hint, fixture.trace(good))).as(good).isEmpty();
      }
    }
  }

  @Test
  void everyIdIsKebabCaseAndUsedOnce() {
    assertThat(ids()).doesNotHaveDuplicates().hasSizeGreaterThan(20);
    assertThat(ids()).allMatch(id -> id.matches("[a-z]+(-[a-z]+)*"));
  }

  @Test
  void whatIsNewInTheMigrationItselfConcernsNobody() {
    try (TraceFixture fixture = new TraceFixture("")) {
      MigrationTrace trace =
          fixture.trace(
              """
              create table shelf (id bigint primary key, name text, extra jsonb);
              create index shelf_name on shelf (name);
              alter table shelf alter column name set not null;
              alter table shelf add constraint named check (name <> '');
              alter table shelf add constraint shelf_unique unique (name);
              alter table shelf add column token uuid default gen_random_uuid();
              update shelf set name = '';
              alter table shelf drop column extra;""");
      List<String> fired = new ArrayList<>();
      for (Hint hint : Hints.ALL) {
        fired(hint, trace).forEach(match -> fired.add(hint.id()));
      }
      assertThat(fired).isEmpty();
    }
  }

  static List<String[]> statements() {
    return List.of(
        new String[] {"alter table book rename column note to remark", "rename-column"},
        new String[] {
          "alter table sale alter column day set not null; alter table sale rename day to \"To day\"",
          "rename-column,set-not-null-scans"
        },
        new String[] {"alter table rebate rename column id to nr", "rename-column"},
        new String[] {
          "alter table book rename to volume; alter table volume rename constraint book_tax to \"drop it cascade\"; alter table volume rename id to \"ID\"",
          "rename-column,rename-table"
        },
        new String[] {
          "alter table book rename column note to remark; alter table book alter column remark set not null",
          "rename-column,set-not-null-scans"
        },
        new String[] {"alter table book drop column pages, add column pages int", "drop-column"},
        new String[] {
          "alter table book drop column pages, add column pages int not null",
          "add-column-not-null-without-default,drop-column"
        },
        new String[] {
          "alter table sale drop constraint sale_book, add constraint sale_book foreign key (book_id) references book on delete cascade",
          "add-foreign-key-scans"
        },
        new String[] {
          "alter table sale drop constraint if exists \"x cascade\", add constraint \"cascade\" foreign key (book_id) references book on update cascade on delete cascade",
          "add-foreign-key-scans"
        },
        new String[] {"alter table author drop constraint author_pkey cascade", "drop-cascade"},
        new String[] {
          "alter table book drop note cascade, add column x int references author on delete cascade",
          "drop-cascade,drop-column"
        },
        new String[] {"alter table child alter column parent type bigint", ""},
        new String[] {
          "alter table parent alter column id type bigint, alter column note type text", ""
        },
        new String[] {
          "alter table child alter column parent type bigint, add column y int, alter column day set default now()",
          ""
        },
        new String[] {"alter table child alter column parent type int", ""},
        new String[] {
          "alter table book alter column added type timestamp, add column a int",
          "timestamp-zone-from-session"
        },
        new String[] {
          "alter table book alter column added type timestamp using timezone('UTC', added)", ""
        },
        new String[] {"alter table book alter column added type timestamptz(3)", ""},
        new String[] {
          "alter table sale alter column day type timestamptz", "timestamp-zone-from-session"
        });
  }

  @ParameterizedTest
  @MethodSource("statements")
  void whatIsRenamedKeptOrReplacedIsKnownBySomethingElseThanItsName(String sql, String expected) {
    String more =
        """
        create table parent (id bigint primary key, note text);
        create table child (
          parent bigint constraint "Of its" references parent, day date default current_date);
        """;
    try (TraceFixture fixture = new TraceFixture(Hints.SETUP + more)) {
      MigrationTrace trace = fixture.trace(sql);
      List<String> watched =
          List.of(
              "rename-column",
              "rename-table",
              "drop-column",
              "drop-cascade",
              "add-foreign-key-scans",
              "set-not-null-scans",
              "change-type-scans",
              "add-column-not-null-without-default",
              "timestamp-zone-from-session");
      List<String> fired =
          Hints.ALL.stream()
              .filter(hint -> watched.contains(hint.id()) && !fired(hint, trace).isEmpty())
              .map(Hint::id)
              .sorted()
              .toList();
      List<String> wanted =
          List.of(expected.split(",")).stream().filter(watched::contains).toList();
      assertThat(fired).isEqualTo(wanted);
    }
  }

  private static List<Hint.Match> fired(Hint hint, MigrationTrace trace) {
    return IntStream.range(0, trace.observations().size())
        .boxed()
        .flatMap(index -> hint.rule().matches(trace, index).stream())
        .toList();
  }

  private static Hint hint(String id) {
    return Hints.ALL.stream().filter(one -> one.id().equals(id)).findFirst().orElseThrow();
  }
}

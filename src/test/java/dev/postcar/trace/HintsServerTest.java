package dev.postcar.trace;

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

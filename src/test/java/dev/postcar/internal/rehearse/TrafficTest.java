package dev.postcar.internal.rehearse;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The traffic's clock: a stall delays whatever was due meanwhile, and that is counted. */
final class TrafficTest {

  private final RehearseFixture fixture = new RehearseFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void aStallIsSeenByAllThatWasDueMeanwhile() throws Exception {
    Template read =
        new Template("read", false, List.of(new Template.Send("select from book where id = 1")));
    Schedule schedule = new Schedule(List.of(read), 50, 1);
    try (Traffic traffic = new Traffic(fixture.connections(), "", schedule, 1);
        Connection blocker = fixture.database().connect();
        Statement statement = blocker.createStatement()) {
      statement.execute("begin; lock table book in access exclusive mode");
      traffic.start();
      Thread.sleep(1_500);
      statement.execute("rollback");
      Thread.sleep(300);
      List<TrafficTransaction> all = traffic.stop();
      // One client: only one transaction was sent into the stall. All that were due count it.
      assertThat(all)
          .filteredOn(
              one -> one.started - one.scheduled < 20_000 && one.ended - one.started > 500_000)
          .hasSizeLessThanOrEqualTo(1);
      assertThat(all).filteredOn(one -> one.ended - one.scheduled > 500_000).hasSizeGreaterThan(20);
      Figures figures = new Figures(all);
      assertThat(figures.of(List.of(new Span(0, 1_400_000))).readers().p50Micros())
          .isGreaterThan(100_000);
      assertThat(all).filteredOn(one -> one.sqlState != null).isEmpty();
    }
  }

  @Test
  void aWaitCountsInEachTimeThatItSpans() {
    TrafficTransaction one = new TrafficTransaction("update", true, false, 100_000);
    one.started = 110_000;
    one.waits(150_000, 400_000);
    one.waits(150_500, 900_000);
    one.ends(950_000);
    Figures figures = new Figures(List.of(one));
    for (Span span :
        List.of(new Span(0, 200_000), new Span(200_000, 600_000), new Span(600_000, 1_000_000))) {
      assertThat(figures.of(List.of(span)).writers().maxWaitMs()).isEqualTo(750);
      assertThat(figures.of(List.of(span)).writers().maxMicros()).isEqualTo(850_000);
    }
    assertThat(figures.of(List.of(new Span(0, 90_000))).writers().count()).isZero();
    assertThat(figures.of(List.of(new Span(910_000, 990_000))).writers().maxWaitMs()).isZero();
    assertThat(figures.of(List.of(new Span(0, 200_000))).readers().count()).isZero();
  }

  @Test
  void percentilesAreThoseOfTheRanks() {
    long[] ten = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    assertThat(Figures.percentile(ten, 50)).isEqualTo(5);
    assertThat(Figures.percentile(ten, 99)).isEqualTo(10);
    assertThat(Figures.percentile(new long[] {7}, 50)).isEqualTo(7);
    assertThat(Figures.percentile(new long[0], 99)).isZero();
  }
}

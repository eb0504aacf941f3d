package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.cli.CommandLineFixture.Ran;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A definition that holds the moment of its creation is nobody's fault, and is named. */
final class CreationTimeTest {

  private final CommandLineFixture fixture = new CommandLineFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void checkHintsVerifyAndDriftNameItWithoutAFinding() {
    fixture
        .sql(
            "M0001_Now",
            """
            create table a (id int, kind text default 'now', at timestamp default 'now', check (kind in ('now', 'later')));
            """,
            "drop table a;")
        .sql(
            "M0002_More",
            """
            create view v as select timestamptz 'now' as at, 'today'::date as day;
            alter table a add seen timestamp(0) not null default 'now', alter at set default 'now';
            """,
            "drop view v; alter table a drop seen, alter at set default 'now';");
    Ran check = fixture.run("check");
    assertThat(check.exitCode()).isZero();
    assertThat(check.out())
        .contains("M0001_Now: forward(), line 1: 'now' is evaluated once, when this runs")
        .contains("M0002_More: forward(), line 1: 'today'", "M0002_More: rollback(), line 1: 'now'")
        .contains("6 hints");
    Ran verify = fixture.run("verify");
    assertThat(verify.exitCode()).as(verify.out()).isZero();
    assertThat(verify.out())
        .contains("creation-time app.M0002_More", "column public.a.at", "2 creation-time.");
    fixture.run("migrate");
    fixture
        .database()
        .execute(
            "alter table a alter at set default '2019-05-06 07:08:09.123'; create or replace view v as"
                + " select timestamptz '2019-05-06 07:08:09' as at, '2019-05-06'::date as day");
    Ran drift = fixture.run("drift");
    assertThat(drift.exitCode()).as(drift.out()).isZero();
    assertThat(drift.out())
        .contains(
            "moment   column a.at (its definition contains its creation time)"
                .replace("a.at", "public.a.at"),
            "moment   view public.v",
            "The schema is as the applied migrations build it.");
    fixture.database().execute("alter table a alter kind set default '2019-05-06'");
    assertThat(fixture.run("drift").out()).contains("differs  column public.a.kind");
  }

  @Test
  void aConstantThatARollbackPutsBackWronglyIsItsFault() {
    fixture
        .sql("M0001_A", "create table a (at timestamp default '2020-01-01');", "drop table a;")
        .sql(
            "M0002_B",
            "alter table a alter at set default '2021-01-01';",
            "alter table a alter at set default '2019-01-01';");
    assertThat(fixture.run("verify").exitCode()).isEqualTo(6);
  }
}

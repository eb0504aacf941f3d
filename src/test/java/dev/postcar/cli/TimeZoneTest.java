package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.cli.CommandLineFixture.Ran;
import dev.postcar.testing.OlderBookkeeping;
import dev.postcar.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Migrations run in the time zone that psql has, and in no other unless that is asked for. */
final class TimeZoneTest {

  private static final String SALES =
      """
      create table sale (
        id int, sold timestamp, seen timestamptz, noted timestamp default now(),
        due timestamptz default timestamp '2024-07-01 08:00', day date);
      insert into sale values
        (1, '2024-01-15 12:00', '2024-01-15 12:00'), (2, '2024-07-15 12:00', '2024-07-15 12:00+00');
      alter table sale alter column sold type timestamptz;
      update sale set day = timestamptz '2024-07-15 23:30+00'::date;
      create table zone as select current_setting('TimeZone') as name;
      """;

  private static final String VALUES =
      """
      select id, extract(epoch from sold), extract(epoch from seen), extract(epoch from due), day,
             abs(extract(epoch from noted - (now() at time zone 'Europe/Berlin'))) < 600,
             (select name from zone) from sale order by id
      """;

  private final CommandLineFixture fixture = new CommandLineFixture();
  private final TestDatabase live = fixture.database();

  @AfterEach
  void close() {
    fixture.close();
  }

  private void databaseIn(String zone) {
    live.execute("alter database " + live.name() + " set timezone = '" + zone + "'");
  }

  private String zone() {
    return live.value("select name from zone") + " " + recorded();
  }

  private String recorded() {
    return live.value("select time_zone from _postcar.version");
  }

  @Test
  void castsDefaultsLiteralsAndNowAreThoseOfPsql() throws SQLException {
    databaseIn("Europe/Berlin");
    fixture.sql("M0001_Sales", SALES, "drop table sale, zone;");
    assertThat(fixture.run("migrate").exitCode()).isZero();
    List<String> ours = live.rows(VALUES);
    live.execute("drop table sale, zone");
    try (Connection psql = live.connect();
        Statement statement = psql.createStatement()) {
      statement.execute("set timezone = 'Europe/Berlin'");
      statement.execute(SALES);
    }
    assertThat(ours).isEqualTo(live.rows(VALUES)).hasSize(2).allMatch(row -> row.contains("|t|"));
    assertThat(recorded()).isEqualTo("Europe/Berlin");
  }

  @ParameterizedTest
  @ValueSource(strings = {"verify", "drift", "trace --all", "check"})
  void aScratchServerHasTheTargetsZone(String command) {
    databaseIn("Europe/Berlin");
    String asserted =
        "do $$ begin assert current_setting('TimeZone') = 'Europe/Berlin', current_setting('TimeZone'); end $$;";
    fixture.sql("M0001_Zone", "create table a ();" + asserted, asserted + "drop table a;");
    assertThat(fixture.run("migrate").exitCode()).isZero();
    Ran ran = fixture.run(command.split(" "));
    assertThat(ran.exitCode()).as(ran.out() + ran.err()).isZero();
  }

  @Test
  void aRoleAndTheEnvironmentOutrankTheDatabaseAndTheSettingAll() {
    databaseIn("Europe/Berlin");
    fixture.sql(
        "M0001_Zone",
        "create table zone as select current_setting('TimeZone') as name;",
        "drop table zone;");
    String role = live.server().user();
    live.execute(
        "alter role " + role + " in database " + live.name() + " set timezone = 'Asia/Tokyo'");
    assertThat(fixture.run("migrate").exitCode()).isZero();
    assertThat(zone()).isEqualTo("Asia/Tokyo Asia/Tokyo");
    live.execute("drop table zone; drop schema _postcar cascade");
    fixture.environment("PGOPTIONS", "-c TimeZone=America/Lima");
    assertThat(fixture.run("migrate").exitCode()).isZero();
    assertThat(zone()).isEqualTo("America/Lima America/Lima");
    live.execute("drop table zone; drop schema _postcar cascade");
    fixture.environment("PGTZ", "Asia/Kolkata");
    assertThat(fixture.run("migrate").err()).doesNotContain("PGTZ");
    assertThat(zone()).isEqualTo("Asia/Kolkata Asia/Kolkata");
    live.execute("drop table zone; drop schema _postcar cascade");
    assertThat(fixture.run("migrate", "--time-zone", "Africa/Cairo").exitCode()).isZero();
    assertThat(zone()).isEqualTo("Africa/Cairo Africa/Cairo");
  }

  @Test
  void anotherZoneThanTheRecordedOneIsRefusedUntilItIsSet() {
    databaseIn("Europe/Berlin");
    fixture.sql("M0001_First", "create table a ();", "drop table a;");
    fixture.run("migrate");
    databaseIn("Asia/Tokyo");
    assertThat(fixture.run("migrate").exitCode()).as("nothing to do").isZero();
    fixture.sql(
        "M0002_Second",
        "create table zone as select current_setting('TimeZone') as name;",
        "drop table zone;");
    for (String command : new String[] {"migrate", "rollback --yes"}) {
      Ran refused = fixture.run(command.split(" "));
      assertThat(refused.exitCode()).isEqualTo(4);
      assertThat(refused.err())
          .contains(
              "Europe/Berlin", "Asia/Tokyo", "nothing was changed", "--time-zone Europe/Berlin");
    }
    assertThat(live.hasRelation("zone")).isFalse();
    fixture.write("postcar.conf.groovy", fixture.conf("timeZone = 'Asia/Tokyo'"));
    assertThat(fixture.run("migrate").exitCode()).isZero();
    assertThat(zone()).isEqualTo("Asia/Tokyo Asia/Tokyo");
  }

  @Test
  void whatAnOlderPostcarWroteCountsAsUtc() {
    fixture.sql("M0001_First", "create table a ();", "drop table a;");
    fixture.run("migrate", "--time-zone", "UTC");
    live.execute(OlderBookkeeping.VERSION_03);
    databaseIn("Europe/Berlin");
    fixture.sql("M0002_Second", "create table b ();", "drop table b;");
    Ran refused = fixture.run("migrate");
    assertThat(refused.exitCode()).isEqualTo(4);
    assertThat(refused.err()).contains("timeZone = 'UTC'");
    databaseIn("Etc/UTC");
    assertThat(fixture.run("migrate").exitCode()).as("another name of UTC").isZero();
    assertThat(recorded()).isEqualTo("UTC");
  }

  @Test
  void anUnknownZoneIsNamed() {
    fixture.sql("M0001_First", "create table a ();", "drop table a;");
    Ran ran = fixture.run("migrate", "--time-zone", "Europe/Bern");
    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(4);
    assertThat(ran.err()).contains("\"Europe/Bern\"", "--time-zone");
  }
}

package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.cli.CommandLineFixture.Ran;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code @Requires} between packages, from end to end. */
final class RequiresTest {

  private final CommandLineFixture fixture = new CommandLineFixture().three();

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void byClassOrByNameTheOtherPackageComesFirstAndNothingElseMoves() {
    bill("M0001_A", "");
    bill("M0002_B", "");
    requiring("@Requires(bill.M0001_A.class)");
    assertThat(plan())
        .isEqualTo("app.M0001_One bill.M0001_A app.M0002_Two app.M0003_Three bill.M0002_B");
    requiring("@Requires(names = \"bill.M0001_A\")");
    assertThat(plan())
        .isEqualTo("app.M0001_One bill.M0001_A app.M0002_Two app.M0003_Three bill.M0002_B");
  }

  @Test
  void aRequiredOneWhoseClassIsGoneIsSatisfiedByTheHistory() {
    bill("M0001_A", "");
    assertThat(fixture.run("migrate", "bill").exitCode()).isZero();
    fixture.delete("src/bill/M0001_A.java");
    requiring("@Requires(names = \"bill.M0001_A\")");
    assertThat(fixture.run("migrate", "app").exitCode()).isZero();
    fixture.run("rollback", "--all", "--yes", "-s", "_postcar");
    Ran unknown = fixture.run("migrate", "app", "-s", "elsewhere");
    assertThat(unknown.exitCode()).isEqualTo(4);
    assertThat(unknown.err()).contains("app.M0002_Two requires bill.M0001_A, which is neither");
  }

  @Test
  void aCircleIsPrintedAndNothingRuns() {
    bill("M0001_A", "@Requires(app.M0003_Three.class) ");
    requiring("@Requires(bill.M0001_A.class)");
    Ran ran = fixture.run("migrate", "app", "bill");
    assertThat(ran.exitCode()).isEqualTo(4);
    assertThat(ran.err())
        .contains("app.M0002_Two → bill.M0001_A → app.M0003_Three → app.M0002_Two");
    assertThat(fixture.database().hasRelation("_postcar.version")).isFalse();
  }

  @Test
  void outOfOrderIsRefusedOrToldOrRun() {
    fixture.delete("src/app/M0001_One.java").run("migrate", "--to", "M0002");
    fixture.sql("M0001_One", "select 1;", null);
    assertThat(fixture.run("migrate").exitCode()).isEqualTo(4);
    Ran warned = fixture.run("migrate", "--out-of-order", "warn");
    assertThat(warned.exitCode()).isZero();
    assertThat(warned.err()).contains("warning: running anyway: app.M0001_One is out of order");
  }

  private String plan() {
    Ran ran = fixture.run("migrate", "app", "bill", "--plan");
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    return ran.out()
        .replaceAll("(?m)^would apply (\\S+)\n", "$1 ")
        .replaceAll(" \\d+ migrations to run.*\n", "");
  }

  private void requiring(String annotation) {
    fixture.source(
        "M0002_Two",
        annotation
            + " public class M0002_Two extends Migration { public String forward() { return"
            + " \"create table two ()\"; } public String rollback() { return \"drop table two\"; }"
            + " }");
  }

  private void bill(String name, String annotation) {
    fixture.write(
        "src/bill/" + name + ".java",
        "package bill; import dev.postcar.*; "
            + annotation
            + "public class "
            + name
            + " extends Migration { public String forward() { return \"select 1\"; } }");
  }
}

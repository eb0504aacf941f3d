package dev.postcar.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.Postcar;
import dev.postcar.Reporter;
import dev.postcar.Target;
import dev.postcar.result.FleetResult;
import dev.postcar.result.FleetResult.State;
import dev.postcar.result.FleetResult.TargetResult;
import dev.postcar.testing.MigrationFolder;
import dev.postcar.testing.TestDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a connection that serves one target after the other, the first question is prepared. */
final class PreparedQuestionTest {

  @TempDir Path directory;
  private final TestDatabase database = new TestDatabase();
  private final List<FleetTarget> targets = new ArrayList<>();

  @BeforeEach
  void sixTenants() {
    for (int i = 0; i < 6; i++) {
      String name = "tenant_" + i;
      database.execute("create schema " + name);
      targets.add(FleetTarget.of(name, database.url()).inSchema(name));
    }
    new MigrationFolder(directory).sql("M0001_One", "create table one ()", "drop table one");
    assertThat(fleet().migrate(Target.usual()).count(State.DONE)).isEqualTo(6);
  }

  @AfterEach
  void drop() {
    database.close();
  }

  private Fleet fleet() {
    Postcar postcar =
        Postcar.withoutDatabase().packages("app").sources(directory).reporter(Reporter.SILENT);
    return postcar.fleet(targets).parallel(1).maxFailures(9);
  }

  private static List<State> states(FleetResult result) {
    return result.targets().stream().map(TargetResult::state).toList();
  }

  @Test
  void theAnswerIsThatOfEachTarget() {
    database.execute("drop schema _postcar_tenant_2 cascade");
    database.execute("drop schema tenant_4 cascade");
    database.execute("create view other as select 1 as one");
    database.execute("create rule r as on insert to _postcar_tenant_5.event do also select 1");
    FleetResult result = fleet().status();
    assertThat(states(result))
        .containsExactly(
            State.NOTHING, State.NOTHING, State.FOUND, State.NOTHING, State.REFUSED, State.REFUSED);
    assertThat(result.targets().get(4).failure().message()).contains("tenant_4");
    assertThat(result.targets().get(5).failure().message())
        .contains("_postcar_tenant_5")
        .contains("rule");
  }

  /** A migration in the middle knows how the question is called, and that it comes again. */
  @Test
  void noMigrationPutsAnotherInItsPlace() {
    new MigrationFolder(directory)
        .sql(
            "M0002_Trap",
            """
            do $$
            begin
              for i in 1..9 loop
                begin
                  execute 'deallocate postcar_look_' || i;
                exception when invalid_sql_statement_name then
                end;
                execute format('prepare postcar_look_%s (name, name) as select false', i);
              end loop;
            end $$;""",
            "select 1");
    database.execute("create rule r as on insert to _postcar_tenant_5.event do also select 1");
    FleetResult result = fleet().migrate(Target.usual());
    assertThat(states(result))
        .containsExactly(State.DONE, State.DONE, State.DONE, State.DONE, State.DONE, State.REFUSED);
    assertThat(result.targets().get(5).failure().message()).contains("rule");
    assertThat(states(fleet().status()).subList(0, 5)).containsOnly(State.NOTHING);
  }
}

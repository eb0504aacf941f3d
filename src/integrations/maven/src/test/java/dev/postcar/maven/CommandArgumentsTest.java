package dev.postcar.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CommandArgumentsTest {

  @Test
  void aPropertyOfMavensCommandLineIsAFlag() {
    CommandArguments arguments = new CommandArguments("migrate", List.of("verify"), Map.of());
    arguments.addGiven("lockTimeout", "2s");
    arguments.addGiven("to", "M0008");
    arguments.addGiven("plan", "true");
    assertThat(arguments.arguments()).containsExactly("--lock-timeout=2s", "--to=M0008", "--plan");
  }

  @Test
  void aFlagIsNeverLeftToTakeTheNextArgument() {
    CommandArguments arguments = new CommandArguments("show", List.of("verify"), Map.of());
    arguments.addGiven("embedded", "true");
    arguments.addGiven("id", "M0008");
    assertThat(arguments.arguments()).containsExactly("--embedded=true", "M0008");
  }

  @Test
  void falseTakesAFlagAway() {
    CommandArguments arguments = new CommandArguments("migrate", List.of("verify"), Map.of());
    arguments.addGiven("plan", "false");
    arguments.addGiven("sqlFiles", "false");
    assertThat(arguments.arguments()).containsExactly("--sql-files=false");
  }

  @Test
  void whatAnotherGoalReadsIsLeftToIt() {
    CommandArguments arguments = new CommandArguments("status", List.of("verify"), Map.of());
    arguments.addGiven("against", "origin/main");
    assertThat(arguments.arguments()).isEmpty();
  }

  @Test
  void aLimitThatTheCalledGoalDoesNotKnowIsNotIgnored() {
    List<String> line = List.of("compile", "postcar:migrate");
    CommandArguments arguments = new CommandArguments("migrate", line, Map.of());
    assertThatThrownBy(() -> arguments.addGiven("id", "M0008"))
        .hasMessageContaining("postcar:migrate does not read postcar.id.");
  }

  @Test
  void severalCalledGoalsEachTakeTheirOwn() {
    List<String> line = List.of("dev.postcar:postcar-maven-plugin:0.4.0:migrate", "postcar:show@a");
    CommandArguments arguments = new CommandArguments("migrate", line, Map.of());
    arguments.addGiven("id", "M0008");
    arguments.addGiven("to", "M0008");
    assertThat(arguments.arguments()).containsExactly("--to=M0008");
  }

  @Test
  void anOpenQuoteIsSaid() {
    CommandArguments arguments = new CommandArguments("new", List.of(), Map.of());
    arguments.addGiven("args", "'book sales");
    assertThatThrownBy(arguments::arguments).hasMessageContaining("postcar.args has a quote");
  }

  @Test
  void aMisspeltPropertyIsRefused() {
    CommandArguments arguments = new CommandArguments("migrate", List.of("verify"), Map.of());
    assertThatThrownBy(() -> arguments.addGiven("plann", "true"))
        .hasMessageContaining("There is no property postcar.plann. Did you mean postcar.plan?");
  }

  @Test
  void theEnvironmentWinsOverThePom() {
    CommandArguments arguments =
        new CommandArguments(
            "migrate", List.of("verify"), Map.of("DATABASE_URL", "postgresql://prod/shop"));
    arguments.addOfPom(Map.of("url", "postgresql://localhost/shop", "role", "owner"));
    assertThat(arguments.environment())
        .doesNotContainKey("POSTCAR_URL")
        .containsEntry("POSTCAR_ROLE", "owner");
    assertThat(arguments.arguments()).isEmpty();
  }

  @Test
  void moreArgumentsAreReadAsAShellDoes() {
    CommandArguments arguments = new CommandArguments("new", List.of("verify"), Map.of());
    arguments.addGiven("args", "--kind view 'book sales'");
    assertThat(arguments.arguments()).containsExactly("--kind", "view", "book sales");
  }

  @Test
  void aPasswordInThePomIsRefusedAndNotRepeated() {
    CommandArguments arguments = new CommandArguments("migrate", List.of("verify"), Map.of());
    for (Map.Entry<String, String> one :
        List.of(
            Map.entry("url", "postgresql://app:sesame@localhost/shop"),
            Map.entry("url", "jdbc:postgresql://localhost/shop?user=app&password=sesame"),
            Map.entry("scratch", "postgres://app:sesame@localhost/"),
            Map.entry("password", "sesame"),
            Map.entry("args", "--plan --password=sesame"),
            Map.entry("args", "--plan -Psesame"),
            Map.entry("args", "--url postgresql://app:sesame@localhost/shop"),
            Map.entry("args", "--url=postgresql://app:sesame@localhost/shop"))) {
      assertThatThrownBy(() -> arguments.addOfPom(Map.ofEntries(one)))
          .as("%s", one)
          .hasMessageContaining("mvn -X prints the pom")
          .hasMessageNotContaining("sesame");
    }
    arguments.addOfPom(
        Map.of("url", "jdbc:postgresql://localhost/shop?user=app", "args", "--to M0002"));
  }
}

package dev.postcar.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LeakTest {

  @TempDir Path root;

  /** That a stack trace, causes included, does not hold the word. */
  static void neverSaysSecret(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    assertThat(text.toString()).doesNotContain("SECRET");
  }

  static Stream<Arguments> ways() {
    return Stream.<UnaryOperator<Machine>>of(
            machine -> machine.flag(Setting.PASSWORD, "SECRET"),
            machine -> machine.flag(Setting.PASSWORD).typing("SECRET"),
            machine -> machine.flag(Setting.URL, "postgresql://u:SECRET@h/d"),
            machine -> machine.flag(Setting.URL, "jdbc:postgresql://h/d?password=SECRET"),
            machine -> machine.variable("POSTCAR_PASSWORD", "SECRET"),
            machine -> machine.variable("POSTCAR_URL", "postgres://u:SECRET@h/d"),
            machine -> machine.variable("DATABASE_URL", "postgres://u:SECRET@h/d"),
            machine -> machine.variable("PGPASSWORD", "SECRET"),
            machine -> machine.dotEnv("POSTCAR_PASSWORD=SECRET"),
            machine -> machine.dotEnv("DATABASE_URL=postgres://u:SECRET@h/d"),
            machine -> machine.dotEnv("PGPASSWORD='SECRET'"),
            machine -> machine.script("connection { password = 'SECRET' }"),
            machine -> machine.script("connection.url = 'postgres://u:SECRET@h/d'"),
            machine ->
                machine
                    .homeFile(".pg_service.conf", "[s]", "password=SECRET")
                    .variable("PGSERVICE", "s"),
            machine -> machine.homeFile(".pgpass", "*:*:*:*:SECRET"))
        .map(Arguments::of);
  }

  @ParameterizedTest
  @MethodSource("ways")
  void aPasswordIsKnownToTheConnectionAndShownNowhere(UnaryOperator<Machine> way) {
    Settings settings = way.apply(new Machine(root).flag(Setting.HOST, "h")).load();
    ConnectionSettings connection = settings.connection();
    assertThat(connection.password()).isEqualTo("SECRET");
    assertThat(connection.driverProperties()).containsEntry("password", "SECRET");
    assertThat(connection.toString() + connection.jdbcUrl()).doesNotContain("SECRET");
    assertThat(settings.toString()).doesNotContain("SECRET");
    assertThat(settings.lines().toString()).doesNotContain("SECRET");
    assertThat(settings.lines())
        .contains(
            new Settings.Line("connection.password", "****", settings.origin(Setting.PASSWORD)));
    assertThat(settings.warnings().toString()).doesNotContain("SECRET");
  }

  /** Any other mistake beside the password. */
  @ParameterizedTest
  @MethodSource("ways")
  void noMistakeBesideItShowsAPassword(UnaryOperator<Machine> way) {
    for (UnaryOperator<Machine> mistake :
        Stream.<UnaryOperator<Machine>>of(
                machine -> machine.flag(Setting.PORT, "x"),
                machine -> machine.flag(Setting.LOCK_TIMEOUT, "soon"),
                machine -> machine.variable("PGSSLCRL", "x"),
                machine -> machine.flag(Setting.PORT, "1,2"),
                machine -> machine.flag(Setting.NAMESPACE, ""))
            .toList()) {
      Machine machine = mistake.apply(way.apply(new Machine(root).flag(Setting.HOST, "h")));
      assertThat(machine.refusal()).doesNotContain("SECRET");
      try {
        machine.connect();
      } catch (RuntimeException e) {
        neverSaysSecret(e);
      }
    }
  }
}

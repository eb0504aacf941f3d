package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.cli.CommandLineFixture.Ran;
import dev.postcar.testing.TestDatabase;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad input gets one clear message and the right exit code, and changes nothing. */
final class BadInputTest {

  /** One for all, as each leaves it empty. */
  private static final TestDatabase DATABASE = new TestDatabase();

  @AfterAll
  static void drop() {
    DATABASE.close();
  }

  static Stream<Bad> inputs() {
    return Stream.of(
            flags(),
            scripts(),
            names(),
            classes(),
            sqls(),
            states(),
            BadSettings.all(),
            BadMigrations.all())
        .flatMap(List::stream);
  }

  private static List<Bad> flags() {
    return List.of(
        Bad.args("unknown command", 2, "migrate?", "migrat"),
        Bad.args("command of another tool", 2, "no command info. Did you mean status?", "info"),
        Bad.args("command near none", 2, "no command redo. \"postcar --help\"", "redo"),
        Bad.args("unknown option", 2, "--steps?", "migrate", "--stepz"),
        Bad.args("steps no number", 2, "--steps", "migrate", "--steps", "abc"),
        Bad.args("steps zero", 2, "steps must be 1 or more", "migrate", "--steps", "0"),
        Bad.args(
            "steps and to", 2, "cannot be combined", "migrate", "--steps", "1", "--to", "M0001"),
        Bad.args(
            "port no number",
            2,
            "flag --port: \"abc\" is not a whole number",
            "status",
            "-p",
            "abc"),
        Bad.args("port too high", 2, "65535", "status", "-p", "70000"),
        Bad.args("duration without unit", 2, "is not a duration", "migrate", "--lock-timeout", "5"),
        Bad.args("unknown sslmode", 2, "verify-full", "status", "--sslmode", "sure"),
        Bad.args("unknown order", 2, "sequence", "status", "--order", "random"),
        Bad.args("empty namespace", 2, "must not be empty", "status", "-s", ""),
        Bad.args("namespace too long", 2, "64 bytes", "status", "-s", "é".repeat(32)),
        Bad.args("negative retries", 2, "retries", "migrate", "--retries", "-1"),
        Bad.args(
            "URL of another database",
            2,
            "begins with postgresql://",
            "status",
            "--url",
            "mysql://x"),
        Bad.args(
            "URL with bad percent",
            2,
            "two hexadecimal digits",
            "status",
            "--url",
            "postgres://u:p%zz@h/d"),
        Bad.args(
            "URL with a class to load",
            2,
            "socketFactory",
            "status",
            "--url",
            "postgres://h/d?socketFactory=x"),
        Bad.args("password asked without terminal", 2, "terminal", "status", "-P"),
        Bad.args("no such conf script", 2, "nope.groovy", "status", "-c", "nope.groovy"),
        Bad.args("no such environment", 2, "no environment prod", "status", "-e", "prod"),
        Bad.args("no such sources", 2, "nowhere", "status", "--sources", "nowhere"),
        Bad.args("no such class path", 2, "gone.jar", "status", "--classpath", "gone.jar"),
        Bad.args("package that is no name", 2, "not the name of a Java package", "migrate", "1x"),
        Bad.args("unknown migration", 2, "No migration is called", "migrate", "--to", "M0099"),
        Bad.args("unknown migration to roll back", 2, "Did you mean", "rollback", "M0001_Onn"),
        Bad.args("accept without ID", 2, "ID", "accept"),
        Bad.args("new without a letter", 2, "no letter", "new", "123"),
        Bad.args(
            "new of unknown kind",
            2,
            "--kind takes code or view, not xml.",
            "new",
            "x",
            "--kind",
            "xml"),
        Bad.args("package without migration", 4, "has no migration", "migrate", "empty.place"),
        Bad.args("wrong password", 3, "password", "status", "-P", "wrong"),
        Bad.args("no such host", 3, "unknown host gone.invalid", "status", "-H", "gone.invalid"),
        Bad.args(
            "not said whom", 3, "Cannot connect to not_there at ", "status", "-D", "not_there"),
        Bad.args("nobody listens", 3, "refused", "status", "-p", "1"),
        Bad.args("no such database", 3, "does not exist", "status", "-D", "not_there"));
  }

  private static List<Bad> scripts() {
    return List.of(
        Bad.script(
            "unknown key",
            "postcar.conf.groovy:10: unknown key lockTimeot; the nearest known key is lockTimeout",
            "lockTimeot = '5s'"),
        Bad.script(
            "unknown nested key",
            "unknown key connection.hots; the nearest known key is connection.host",
            "connection { hots = 'x' }"),
        Bad.script("wrong type", "postcar.conf.groovy:10: retries", "retries = 'many'"),
        Bad.script(
            "map for a list",
            "postcar.conf.groovy:10: unknown key classpath.a; the nearest known key is classpath",
            "classpath = [a: 1]"),
        Bad.script("list for a text", "role must be text, not a list", "role = ['a']"),
        Bad.script(
            "undefined name",
            "role must be text, not an empty block or an undefined name",
            "role = shopOwner"),
        Bad.script("does not compile", "postcar.conf.groovy:10:", "role = = 'a'"),
        Bad.script(
            "throws", "postcar.conf.groovy:10: NoSuchElementException", "role = [].first()"));
  }

  private static List<Bad> names() {
    return List.of(
        Bad.source(
            "too few digits",
            "M1_X",
            "at least four digits",
            "public class M1_X extends Migration {%s}"),
        Bad.source(
            "no underscore",
            "M0009Init",
            "at least four digits",
            "public class M0009Init extends Migration {%s}"),
        Bad.source(
            "named like one but none", "M0009_X", "does not extend", "public class M0009_X {}"),
        Bad.source(
            "duplicate sequence",
            "M0001_Again",
            "M0001_Again has number 1, too",
            "public class M0001_Again extends Migration {%s}"),
        Bad.source(
            "duplicate number in other digits",
            "M00001_Again",
            "too",
            "public class M00001_Again extends Migration {%s}"));
  }

  private static List<Bad> classes() {
    return List.of(
        Bad.source(
            "abstract",
            "M0009_X",
            "abstract",
            "public abstract class M0009_X extends Migration {%s}"),
        Bad.source("not public", "M0009_X", "not public", "class M0009_X extends Migration {%s}"),
        Bad.source(
            "no plain constructor",
            "M0009_X",
            "constructor without parameters",
            "public class M0009_X extends Migration { public M0009_X(int i) {} %s}"),
        Bad.source(
            "constructor throws",
            "M0009_X",
            "constructor throws java.lang.IllegalStateException: boo",
            "public class M0009_X extends Migration { public M0009_X() { throw new IllegalStateException(\"boo\"); } %s}"),
        Bad.source(
            "static initialiser throws",
            "M0009_X",
            "static initialiser throws",
            "public class M0009_X extends Migration { static int x = 1 / Integer.parseInt(\"0\"); %s}"),
        Bad.source(
            "does not compile",
            "M0009_X",
            "do not compile",
            "public class M0009_X extends Migration { int x = \"\"; %s}"),
        Bad.source(
            "required class unknown",
            "M0009_X",
            "requires app.M0077_Gone",
            "@Requires(names = \"app.M0077_Gone\") public class M0009_X extends Migration {%s}"),
        Bad.source(
            "circular requires",
            "M0009_X",
            "circle",
            "@Requires(names = \"app.M0010_Y\") public class M0009_X extends Migration {%s}",
            "M0010_Y",
            "public class M0010_Y extends Migration {%s}"),
        Bad.source(
            "bad timeout",
            "M0009_X",
            "@Timeouts",
            "@Timeouts(lock = \"soon\") public class M0009_X extends Migration {%s}"));
  }

  private static List<Bad> sqls() {
    return List.of(
        Bad.forward("null SQL", "forward() returns null", "null"),
        Bad.forward("blank SQL", "blank", "\"  \""),
        Bad.forward("comments only", "only comments", "\"-- todo\""),
        Bad.forward("different on two calls", "different text", "\"select \" + System.nanoTime()"),
        Bad.forward("throws", "forward() throws", "String.valueOf(1 / Integer.parseInt(\"0\"))"),
        Bad.forward("NUL", "NUL", "\"select 1;\\n select '\\0'\""),
        Bad.forward("half a character", "surrogate", "\"select '\\ud800'\""),
        Bad.forward("open quote", "line 2, column 8", "\"select 1;\\nselect 'x\""),
        Bad.forward("begin", "line 2", "\"select 1;\\nbegin; select 2\""),
        Bad.forward("commit", "commit", "\"create table x(); commit\""),
        Bad.forward("start transaction", "start transaction", "\"start transaction\""),
        Bad.forward("set transaction", "set transaction", "\"set transaction read only\""),
        Bad.forward("copy from stdin", "stdin", "\"copy one from stdin\""));
  }

  private static List<Bad> states() {
    return List.of(
        new Bad("rollback of a pending one", 4, "not applied", f -> f.run("rollback", "M0002")),
        new Bad(
            "rollback to a pending one", 4, "not applied", f -> f.run("rollback", "--to", "M0002")),
        new Bad("accept of a pending one", 4, "not changed", f -> f.run("accept", "M0002")),
        new Bad("resume of a pending one", 4, "not interrupted", f -> f.run("resume", "M0002")),
        new Bad(
            "new without sources",
            2,
            "No sources directory",
            f -> f.write("postcar.conf.groovy", "packages = ['app']").run("new", "x")),
        new Bad(
            "no package configured",
            2,
            "No package is configured",
            f -> f.write("postcar.conf.groovy", f.conf("packages = []")).run("migrate")),
        new Bad(
            "no database named",
            2,
            "No database is configured",
            f ->
                f.write("postcar.conf.groovy", "packages = ['app']\nsources = ['src']")
                    .run("status")));
  }

  @Test
  void thereAreAtLeastTwoHundredKinds() {
    assertThat(inputs().map(Bad::name).distinct().count()).isGreaterThanOrEqualTo(200);
  }

  @ParameterizedTest
  @MethodSource("inputs")
  void badInputIsOneClearMessageAndChangesNothing(Bad bad) {
    try (CommandLineFixture fixture = new CommandLineFixture(DATABASE).three()) {
      Ran ran = bad.run().apply(fixture);
      assertThat(ran.exitCode()).as(ran.err()).isEqualTo(bad.exitCode());
      assertThat(ran.out()).isEmpty();
      assertThat(ran.err())
          .startsWith("postcar: ")
          .contains(bad.message())
          .doesNotContain("\tat ")
          .doesNotContain("bug in postcar")
          .doesNotContain(fixture.database().server().password());
      assertThat(ran.err().lines().count()).as(ran.err()).isLessThanOrEqualTo(3);
      assertThat(
              fixture
                  .database()
                  .value(
                      "select count(*) from pg_class where relnamespace = 'public'::regnamespace"))
          .isEqualTo("0");
      assertThat(
              fixture
                  .database()
                  .value("select count(*) from pg_namespace where nspname ~ '_postcar'"))
          .isEqualTo("0");
    }
  }
}

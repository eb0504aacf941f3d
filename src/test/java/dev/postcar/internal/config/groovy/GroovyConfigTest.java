package dev.postcar.internal.config.groovy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.internal.config.Machine;
import dev.postcar.internal.config.Setting;
import dev.postcar.internal.config.Settings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GroovyConfigTest {

  @TempDir Path root;

  @Test
  void blocksPathsMapsListsAndTextAreRead() {
    Settings settings =
        new Machine(root)
            .script(
                "def prefix = 'app'",
                "connection {",
                "  host = \"${prefix}-db\"",
                "  port = 5433",
                "  username = System.getenv('NO_SUCH_VARIABLE') ?: 'fallback'",
                "}",
                "connection.dbname = connection.host",
                "packages = ['a', \"${prefix}.b\", null]",
                "sources = [new File('s1'), java.nio.file.Path.of('s2')] as Object[]",
                "retries = '3'",
                "lockWait = java.time.Duration.ofSeconds(90)",
                "statementTimeout = 'off'",
                "role = null")
            .load();
    assertThat(settings.text(Setting.HOST)).isEqualTo("app-db");
    assertThat(settings.origin(Setting.HOST)).isEqualTo("postcar.conf.groovy:3");
    assertThat(settings.text(Setting.PORT)).isEqualTo("5433");
    assertThat(settings.text(Setting.USERNAME)).isEqualTo("fallback");
    assertThat(settings.text(Setting.DBNAME)).isEqualTo("app-db");
    assertThat(settings.origin(Setting.DBNAME)).isEqualTo("postcar.conf.groovy:7");
    assertThat(settings.list(Setting.PACKAGES)).containsExactly("a", "app.b");
    assertThat(settings.list(Setting.SOURCES)).containsExactly("s1", "s2");
    assertThat(settings.integer(Setting.RETRIES)).isEqualTo(3);
    assertThat(settings.duration(Setting.LOCK_WAIT)).isEqualTo(Duration.ofSeconds(90));
    assertThat(settings.duration(Setting.STATEMENT_TIMEOUT)).isZero();
    assertThat(settings.isSet(Setting.ROLE)).isFalse();
    assertThat(settings.origin(Setting.CONF)).isEqualTo("default");
    assertThat(settings.text(Setting.CONF)).isEqualTo("postcar.conf.groovy");
  }

  @Test
  void aMapIsABlock() {
    Settings settings = new Machine(root).script("connection = [", "  host: 'h']").load();
    assertThat(settings.text(Setting.HOST)).isEqualTo("h");
    assertThat(settings.origin(Setting.HOST)).isEqualTo("postcar.conf.groovy:2");
  }

  @Test
  void theEnvironmentIsChosenAndItsLinesAreNamed() {
    Machine machine =
        new Machine(root)
            .script(
                "namespace = 'base'",
                "role = 'base'",
                "environments {",
                "  dev { namespace = 'dev' }",
                "  prod {",
                "    connection { host = 'prod' }",
                "    namespace = 'prod'",
                "  }",
                "}");
    assertThat(machine.load().text(Setting.NAMESPACE)).isEqualTo("base");
    assertThat(machine.load().isSet(Setting.HOST)).isFalse();
    Settings prod = machine.flag(Setting.ENV, "prod").load();
    assertThat(prod.text(Setting.NAMESPACE)).isEqualTo("prod");
    assertThat(prod.origin(Setting.NAMESPACE)).isEqualTo("postcar.conf.groovy:7");
    assertThat(prod.origin(Setting.HOST)).isEqualTo("postcar.conf.groovy:6");
    assertThat(prod.origin(Setting.ROLE)).isEqualTo("postcar.conf.groovy:2");
    assertThat(machine.flag(Setting.ENV, "dev").load().text(Setting.NAMESPACE)).isEqualTo("dev");
    assertThat(machine.flag(Setting.ENV, "prd").refusal())
        .isEqualTo("flag --env: postcar.conf.groovy has no environment prd; it has dev, prod.");
    assertThat(machine.script("retries = 1").refusal()).endsWith("it has none.");
  }

  @Test
  void theScriptIsLookedForInTheDirectoryThenInConfig() {
    Machine machine = new Machine(root).file("config/postcar.conf.groovy", "", "retries = 1");
    assertThat(machine.load().origin(Setting.RETRIES)).isEqualTo("config/postcar.conf.groovy:2");
    assertThat(machine.script("retries = 2").load().integer(Setting.RETRIES)).isEqualTo(2);
    machine.file("1-other.groovy", "retries = 3").flag(Setting.CONF, "1-other.groovy");
    assertThat(machine.load().origin(Setting.RETRIES)).isEqualTo("1-other.groovy:1");
    assertThat(machine.load().path(Setting.CONF))
        .isEqualTo(machine.work().resolve("1-other.groovy"));
    assertThat(machine.flag(Setting.CONF, "missing").refusal())
        .isEqualTo("flag --conf: there is no file missing.");
  }

  static Stream<Arguments> wrongScripts() {
    return Stream.of(
        Arguments.of(
            "\nlockTimout = '5s'",
            ":2: unknown key lockTimout; the nearest known key is lockTimeout."),
        Arguments.of(
            "connection {\n  hots = 'SECRET'\n}",
            ":2: unknown key connection.hots; the nearest known key is connection.host."),
        Arguments.of(
            "\n\nconnection.hots = 'SECRET'",
            ":3: unknown key connection.hots; the nearest known key is connection.host."),
        Arguments.of(
            "password = 'SECRET'",
            ":1: unknown key password; the nearest known key is connection.password."),
        Arguments.of("conection {\n  host = 'x'\n}", ":1: unknown key conection; "),
        Arguments.of("x = [a: [b: 1]]", ":1: unknown key x; "),
        Arguments.of(
            "hooks { before { throw new Error('SECRET') } }",
            ":1: hooks.before { } is called instead of assigned; write hooks.before = { ... }."),
        Arguments.of(
            "environments {\n dev {\n  lokTimeout = '5s' } }", ":3: unknown key lokTimeout; "),
        Arguments.of(
            "connection { environments {\n dev { prot = 1 } } }",
            ":2: unknown key connection.prot; the nearest known key is connection.port."),
        Arguments.of("if (true) {\n  foo = 1 }", ":2: unknown key foo; "),
        Arguments.of("[1].each {\n  foo = it }", ": unknown key foo; "),
        Arguments.of("role { }", ":1: role must be text, not an empty block or an undefined name."),
        Arguments.of(
            "role = undefined", ":1: role must be text, not an empty block or an undefined name."),
        Arguments.of("role = 5", ":1: role must be text, not a number."),
        Arguments.of(
            "connection.password = ['SECRET']",
            ":1: connection.password must be text, not a list."),
        Arguments.of(
            "connection.password = 123456", ":1: connection.password must be text, not a number."),
        Arguments.of("role = ['a'] as String[]", ":1: role must be text, not a list."),
        Arguments.of("packages = [1]", ":1: packages must be a list of strings, not a number."),
        Arguments.of("packages = true", ":1: packages must be a list of strings, not a boolean."),
        Arguments.of("retries = 1.5", ":1: retries must be a whole number, not a decimal number."),
        Arguments.of("retries = 'x'", ":1: retries: \"x\" is not a whole number."),
        Arguments.of("retries = -1", ":1: retries: \"-1\" is not between 0 and 2147483647."),
        Arguments.of(
            "lockTimeout = 5", ":1: lockTimeout must be a duration such as \"5s\", not a number."),
        Arguments.of("lockTimeout = '5 parsec'", ":1: lockTimeout: \"5 parsec\" is not a duration"),
        Arguments.of(
            "connection.embedded = 1",
            ":1: connection.embedded must be true or false, not a number."),
        Arguments.of(
            "connection = 'SECRET'", ":1: connection is a block: connection { ... }, not text."),
        Arguments.of("namespace = ''", ":1: namespace: a name must not be empty"),
        Arguments.of("connection.url = 'postgresql://u:SECRET/@h'", ":1: malformed URL: "),
        Arguments.of(
            "a = 1\nconnection.password = 'SECRET\n",
            ":2: does not compile: Unclosed string literal."),
        Arguments.of("connection.password = 'x' 'SECRET' )", ":1: does not compile"),
        Arguments.of(
            "import no.such.Thing", ":1: does not compile: unable to resolve class no.such.Thing."),
        Arguments.of(
            "\nthrow new IllegalStateException('set DB_HOST first')",
            ":2: IllegalStateException: set DB_HOST first."),
        Arguments.of(
            "connection.password = 'SECRET'\nthrow new Exception(\"is ${connection.password}\")",
            ":2: Exception: is ****."),
        Arguments.of(
            "def p = 'SECRET'\np.toInteger()",
            ":2: NumberFormatException: For input string: \"...\"."),
        Arguments.of("def p = 'SECRET'\nassert p == 'x'", ":2: an assertion failed."),
        Arguments.of("def p = 'SECRET'\ndecrypt(p)", ":2: there is no method decrypt."),
        Arguments.of("def p = 'SECRET'\np.foo", ":2: there is no property foo."),
        Arguments.of("connection {\n  password 'SECRET'\n}", ":2: there is no method password."),
        Arguments.of("def f() {\n f() }\nf()", ":2: StackOverflowError."));
  }

  @ParameterizedTest
  @MethodSource("wrongScripts")
  void aWrongScriptIsRefusedWithItsLineAndWithoutItsValues(String script, String message) {
    String refusal = new Machine(root).script(script).refusal();
    assertThat(refusal)
        .startsWith("postcar.conf.groovy")
        .contains(message)
        .doesNotContain("SECRET");
  }

  @Test
  void readingAnUndefinedNameOrUsingOnesOwnIsNoUnknownKey() {
    Settings settings =
        new Machine(root)
            .script(
                "def local = [a: 1]",
                "local.b = 2",
                "def twice(text) { text + text }",
                "if (something) { retries = 1 }",
                "if (role) { retries = 2 }",
                "println 'text'",
                "namespace = twice('n')")
            .load();
    assertThat(settings.integer(Setting.RETRIES)).isEqualTo(10);
    assertThat(settings.text(Setting.NAMESPACE)).isEqualTo("nn");
  }

  @Test
  void whatAScriptPrintsDoesNotReachStandardOutput() {
    PrintStream out = System.out;
    ByteArrayOutputStream captured = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(captured, true, StandardCharsets.UTF_8));
      new Machine(root).script("println 'text'", "connection { println 'text' }").load();
    } finally {
      System.setOut(out);
    }
    assertThat(captured.toString(StandardCharsets.UTF_8)).isEmpty();
  }
}

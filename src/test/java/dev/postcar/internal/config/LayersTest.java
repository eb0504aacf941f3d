package dev.postcar.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LayersTest {

  @TempDir Path root;

  /** A setting, four values of it, the script's form of the third, and libpq's variable. */
  static Stream<Arguments> settings() {
    return Stream.of(
        Arguments.of(Setting.HOST, "connection.host", "PGHOST"),
        Arguments.of(Setting.DBNAME, "connection.dbname", "PGDATABASE"),
        Arguments.of(Setting.USERNAME, "connection.username", "PGUSER"),
        Arguments.of(Setting.PASSWORD, "connection.password", "PGPASSWORD"),
        Arguments.of(Setting.NAMESPACE, "namespace", null),
        Arguments.of(Setting.ROLE, "role", null),
        Arguments.of(Setting.SEARCH_PATH, "searchPath", null));
  }

  @ParameterizedTest
  @MethodSource("settings")
  void eachLayerBeatsTheNextForText(Setting setting, String key, String libpq) {
    Machine machine = new Machine(root);
    if (libpq != null) {
      machine.variable(libpq, "libpq");
      assertThat(machine.load().text(setting)).isEqualTo("libpq");
      assertThat(machine.load().origin(setting)).isEqualTo("environment " + libpq);
    }
    machine.script("", key + " = 'script'");
    assertThat(machine.load().text(setting)).isEqualTo("script");
    assertThat(machine.load().origin(setting)).isEqualTo("postcar.conf.groovy:2");
    machine.dotEnv(setting.environment() + "=dotenv");
    assertThat(machine.load().text(setting)).isEqualTo("dotenv");
    assertThat(machine.load().origin(setting)).isEqualTo(".env " + setting.environment());
    machine.variable(setting.environment(), "variable");
    assertThat(machine.load().text(setting)).isEqualTo("variable");
    assertThat(machine.load().origin(setting)).isEqualTo("environment " + setting.environment());
    machine.flag(setting, "flag");
    assertThat(machine.load().text(setting)).isEqualTo("flag");
    assertThat(machine.load().origin(setting)).isEqualTo("flag " + setting.longFlag());
  }

  @Test
  void eachLayerBeatsTheNextForNumbersDurationsChoicesAndBooleans() {
    Machine machine = new Machine(root);
    Settings defaults = machine.load();
    assertThat(defaults.integer(Setting.RETRIES)).isEqualTo(10);
    assertThat(defaults.duration(Setting.LOCK_TIMEOUT)).isEqualTo(Duration.ofSeconds(5));
    assertThat(defaults.text(Setting.ORDER)).isEqualTo("packages");
    assertThat(defaults.bool(Setting.EMBEDDED)).isFalse();
    assertThat(defaults.origin(Setting.RETRIES)).isEqualTo("default");

    machine.script("retries = 1", "lockTimeout = '1s'", "outOfOrder = 'warn'");
    assertThat(machine.load().integer(Setting.RETRIES)).isEqualTo(1);
    assertThat(machine.load().duration(Setting.LOCK_TIMEOUT)).isEqualTo(Duration.ofSeconds(1));
    assertThat(machine.load().text(Setting.OUT_OF_ORDER)).isEqualTo("warn");

    machine.dotEnv("POSTCAR_RETRIES=2", "POSTCAR_LOCK_TIMEOUT=2s", "POSTCAR_OUT_OF_ORDER=run");
    assertThat(machine.load().integer(Setting.RETRIES)).isEqualTo(2);
    assertThat(machine.load().duration(Setting.LOCK_TIMEOUT)).isEqualTo(Duration.ofSeconds(2));
    assertThat(machine.load().text(Setting.OUT_OF_ORDER)).isEqualTo("run");

    machine.variable("POSTCAR_RETRIES", "3").variable("POSTCAR_LOCK_TIMEOUT", "off");
    assertThat(machine.load().integer(Setting.RETRIES)).isEqualTo(3);
    assertThat(machine.load().duration(Setting.LOCK_TIMEOUT)).isZero();

    machine.flag(Setting.RETRIES, "4").flag(Setting.LOCK_TIMEOUT, "4 min");
    assertThat(machine.load().integer(Setting.RETRIES)).isEqualTo(4);
    assertThat(machine.load().duration(Setting.LOCK_TIMEOUT)).isEqualTo(Duration.ofMinutes(4));
  }

  @Test
  void listsAreSeparatedByCommasAndFlagsMayBeRepeated() {
    Machine machine = new Machine(root).script("packages = ['s1', 's2']", "sources = 'a, b'");
    assertThat(machine.load().list(Setting.PACKAGES)).containsExactly("s1", "s2");
    assertThat(machine.load().paths(Setting.SOURCES))
        .containsExactly(machine.work().resolve("a"), machine.work().resolve("b"));
    machine.dotEnv("POSTCAR_PACKAGES=d1,d2");
    assertThat(machine.load().list(Setting.PACKAGES)).containsExactly("d1", "d2");
    machine.variable("POSTCAR_PACKAGES", "e1, e2,");
    assertThat(machine.load().list(Setting.PACKAGES)).containsExactly("e1", "e2");
    machine.flag(Setting.PACKAGES, "f1,f2", "f3").flag(Setting.SOURCES, "x", "../y");
    assertThat(machine.load().list(Setting.PACKAGES)).containsExactly("f1", "f2", "f3");
    assertThat(machine.load().origin(Setting.PACKAGES)).isEqualTo("command line");
    assertThat(machine.load().paths(Setting.SOURCES))
        .containsExactly(machine.work().resolve("x"), root.resolve("y"));
    assertThat(machine.load().paths(Setting.CLASSPATH)).isEmpty();
  }

  @Test
  void aUrlSetsItsPartsAtItsRankAndHigherLayersOverrideEachAlone() {
    Machine machine =
        new Machine(root)
            .variable("PGUSER", "libpq")
            .variable("PGPORT", "1")
            .variable("PGSSLMODE", "allow")
            .script("connection { url = 'postgresql://script:pw@script/script'; host = 'part' }");
    Settings settings = machine.load();
    assertThat(settings.text(Setting.HOST)).isEqualTo("part");
    assertThat(settings.text(Setting.USERNAME)).isEqualTo("script");
    assertThat(settings.text(Setting.PORT)).isEqualTo("1");

    settings = machine.variable("DATABASE_URL", "postgres://env/db?sslmode=require").load();
    assertThat(settings.text(Setting.HOST)).isEqualTo("env");
    assertThat(settings.text(Setting.DBNAME)).isEqualTo("db");
    assertThat(settings.text(Setting.USERNAME)).isEqualTo("script");
    assertThat(settings.text(Setting.SSLMODE)).isEqualTo("require");
    assertThat(settings.origin(Setting.HOST)).isEqualTo("environment DATABASE_URL");

    settings = machine.flag(Setting.DBNAME, "flag").load();
    assertThat(settings.text(Setting.DBNAME)).isEqualTo("flag");
    assertThat(settings.text(Setting.HOST)).isEqualTo("env");
  }

  @Test
  void thePostcarUrlWinsOverTheDatabaseUrlAndARealVariableOverTheFile() {
    Machine machine =
        new Machine(root)
            .dotEnv("DATABASE_URL=postgresql://file/a", "PGPORT=1", "PGAPPNAME=file", "PGUSER=u")
            .variable("PGPORT", "2");
    assertThat(machine.load().text(Setting.HOST)).isEqualTo("file");
    assertThat(machine.load().origin(Setting.HOST)).isEqualTo(".env DATABASE_URL");
    assertThat(machine.load().text(Setting.PORT)).isEqualTo("2");
    assertThat(machine.load().origin(Setting.USERNAME)).isEqualTo(".env PGUSER");
    assertThat(machine.connect().parameters()).containsEntry("ApplicationName", "file");
    machine.variable("DATABASE_URL", "postgresql://real/b");
    assertThat(machine.load().text(Setting.HOST)).isEqualTo("real");
    machine.variable("POSTCAR_URL", "postgresql://own/");
    assertThat(machine.load().text(Setting.HOST)).isEqualTo("own");
  }

  @Test
  void pgVariablesOfTheFileStandBelowTheScript() {
    Machine machine = new Machine(root).dotEnv("PGHOST=file").script("connection.host = 'script'");
    assertThat(machine.load().text(Setting.HOST)).isEqualTo("script");
  }

  @Test
  void theDefaultsAreLibpqsOnceSomethingSaysWhereTheDatabaseIs() {
    ConnectionSettings connection = new Machine(root).variable("PGHOST", "db").connect();
    assertThat(connection.toString()).startsWith("osuser@[db:5432]/osuser sslmode=prefer");
    assertThat(new Machine(root).flag(Setting.DBNAME, "x").flag(Setting.USERNAME, "u").connect())
        .hasToString("u@[localhost:5432]/x sslmode=prefer {}");
    assertThat(new Machine(root).variable("PGHOST", "h").osUser(null).refusal()).contains("--user");
  }

  @Test
  void withoutAWordOfWhereTheDatabaseIsConnectingIsRefused() {
    assertThat(new Machine(root).variable("PGUSER", "u").variable("PGPORT", "1").refusal())
        .contains("Postcar.on(url)", "--embedded");
    assertThat(new Machine(root).load().hasDatabase()).isFalse();
    assertThat(new Machine(root).variable("POSTCAR_EMBEDDED", "false").load().hasDatabase())
        .isFalse();
    assertThat(new Machine(root).variable("PGDATABASE", "d").load().hasDatabase()).isTrue();
    assertThat(new Machine(root).flag(Setting.URL, "postgresql://").load().hasDatabase()).isTrue();
    assertThat(new Machine(root).flag(Setting.EMBEDDED, "true").load().hasDatabase()).isTrue();
  }

  @Test
  void theHigherOfAnEmbeddedDatabaseAndAServerWins() {
    Machine machine =
        new Machine(root)
            .variable("DATABASE_URL", "postgresql://u:p@prod/shop?options=-cx%3D1")
            .variable("PGHOST", "prod2")
            .flag(Setting.EMBEDDED, "true");
    ConnectionSettings connection = machine.connect();
    assertThat(connection.embedded()).isTrue();
    assertThat(connection.servers()).isEmpty();
    assertThat(connection.dbname()).isNull();
    assertThat(connection.password()).isNull();

    Machine other =
        new Machine(root)
            .script("connection.embedded = true")
            .variable("PGHOST", "libpq")
            .flag(Setting.HOST, "h");
    assertThat(other.connect().embedded()).isFalse();
    assertThat(other.load().origin(Setting.EMBEDDED)).isEqualTo("flag --host");

    Machine chosen =
        new Machine(root)
            .script(
                "connection.url = 'postgresql://prod/shop'",
                "environments { dev { connection.embedded = true } }");
    assertThat(chosen.connect().embedded()).isFalse();
    assertThat(chosen.flag(Setting.ENV, "dev").connect().embedded()).isTrue();
    assertThat(chosen.connect().dbname()).isEqualTo("shop");
  }

  @Test
  void emptyVariablesAreNotSetAndBareNamesAreWrong() {
    assertThat(
            new Machine(root)
                .variable("POSTCAR_HOST", "")
                .variable("POSTCAR_RETRIES", "")
                .variable("PGHOST", "")
                .load()
                .isSet(Setting.HOST))
        .isFalse();
    assertThat(new Machine(root).flag(Setting.NAMESPACE, "").refusal())
        .startsWith("flag --namespace: ");
  }

  @Test
  void aPasswordFlagWithoutAValueAsksForIt() {
    Machine machine = new Machine(root).flag(Setting.PASSWORD).flag(Setting.HOST, "h");
    assertThat(machine.refusal()).contains("flag --password", "POSTCAR_PASSWORD");
    assertThat(machine.typing("typed").variable("PGPASSWORD", "x").connect().password())
        .isEqualTo("typed");
    assertThat(machine.load().origin(Setting.PASSWORD)).isEqualTo("terminal");
    assertThat(machine.asked()).contains("Password for user osuser: ");
  }

  static Stream<Arguments> wrongTexts() {
    return Stream.of(
        Arguments.of("POSTCAR_PORT", "abc", "POSTCAR_PORT: \"abc\" is not a whole number."),
        Arguments.of("POSTCAR_PORT", "0", "POSTCAR_PORT: \"0\" is not between 1 and 65535."),
        Arguments.of("POSTCAR_PORT", "65536", "POSTCAR_PORT: \"65536\" is not between"),
        Arguments.of("PGPORT", "x", "environment PGPORT: connection.port: \"x\" is not a whole"),
        Arguments.of("POSTCAR_RETRIES", "-1", "POSTCAR_RETRIES: \"-1\" is not between 0"),
        Arguments.of("POSTCAR_LOCK_TIMEOUT", "5", "POSTCAR_LOCK_TIMEOUT: \"5\" is not a duration"),
        Arguments.of(
            "POSTCAR_SSLMODE", "no", "POSTCAR_SSLMODE: \"no\" is not one of disable, allow"),
        Arguments.of("PGSSLMODE", "no", "environment PGSSLMODE: connection.sslmode: \"no\" is not"),
        Arguments.of("POSTCAR_EMBEDDED", "maybe", "POSTCAR_EMBEDDED: \"maybe\" is neither"),
        Arguments.of("POSTCAR_OUT_OF_ORDER", "x", "is not one of refuse, warn, run"),
        Arguments.of("POSTCAR_NAMESPACE", "é".repeat(32), "has 64 bytes"),
        Arguments.of("PGCONNECT_TIMEOUT", "soon", "not a whole number of seconds"),
        Arguments.of("PGTARGETSESSIONATTRS", "best", "is not one of any, "),
        Arguments.of("PGHOST", "/run/a,db", "cannot be one of several hosts"),
        Arguments.of("POSTCAR_DBNAME", "postgresql://u:secret@h", "belongs in Postcar.on(url)"),
        Arguments.of("POSTCAR_CONF", "none.groovy", "there is no file none.groovy"),
        Arguments.of("POSTCAR_ENV", "dev", "there is no conf script"),
        Arguments.of("PGSSLCRL", "f", "sslcrl is refused"));
  }

  @ParameterizedTest
  @MethodSource("wrongTexts")
  void aWrongTextIsRefusedWithItsOrigin(String variable, String text, String message) {
    Machine machine = new Machine(root).variable("POSTCAR_URL", "postgresql:///d");
    assertThat(machine.variable(variable, text).refusal())
        .contains(message)
        .contains(variable)
        .doesNotContain("secret");
  }

  @Test
  void libpqsOtherVariablesGoToTheDriverUnderItsNames() {
    ConnectionSettings connection =
        new Machine(root)
            .variable("PGHOST", "name")
            .variable("PGHOSTADDR", "10.0.0.1")
            .variable("PGOPTIONS", "-c geqo=off")
            .variable("PGCONNECT_TIMEOUT", "-1")
            .variable("PGTARGETSESSIONATTRS", "read-write")
            .variable("PGCHANNELBINDING", "require")
            .variable("PGLOADBALANCEHOSTS", "random")
            .variable("PGSSLROOTCERT", "ca.pem")
            .variable("PGSSLKEY", "/k")
            .connect();
    assertThat(connection.servers()).hasToString("[name:5432]");
    assertThat(connection.parameters())
        .containsEntry("hostaddr", "name=10.0.0.1")
        .containsEntry("options", "-c geqo=off")
        .containsEntry("connectTimeout", "0")
        .containsEntry("targetServerType", "primary")
        .containsEntry("channelBinding", "require")
        .containsEntry("loadBalanceHosts", "true")
        .containsEntry("sslrootcert", root.resolve("work/ca.pem").toString())
        .containsEntry("sslkey", "/k")
        .hasSize(8);
  }

  @Test
  void theSystemsCertificatesMeanFullVerification() {
    Machine machine = new Machine(root).flag(Setting.URL, "postgresql://h/d?sslrootcert=system");
    assertThat(machine.connect().sslmode()).isEqualTo("verify-full");
    assertThat(machine.connect().parameters()).containsExactly(entry("sslrootcert", "system"));
    assertThat(machine.variable("PGSSLMODE", "require").refusal()).contains("verify-full");
  }

  @Test
  void aMisspeltVariableIsWarnedOf() {
    assertThat(new Machine(root).variable("POSTCAR_HOTS", "x").load().warnings())
        .containsExactly("environment POSTCAR_HOTS is not known; did you mean POSTCAR_HOST?");
    assertThat(new Machine(root).variable("POSTCAR_JAVA_OPTIONS", "x").load().warnings()).isEmpty();
  }

  @Test
  void theFileOfVariablesIsReadAsOthersReadIt() {
    Machine machine =
        new Machine(root)
            .dotEnv(
                "# comment",
                "export OTHER=1",
                "POSTCAR_HOST=h # comment",
                "POSTCAR_PASSWORD='a#b c'",
                "POSTCAR_DBNAME=\"d#b\"",
                "HOME=/elsewhere");
    assertThat(machine.connect().password()).isEqualTo("a#b c");
    assertThat(machine.connect().dbname()).isEqualTo("d#b");
    assertThat(machine.connect().servers()).hasToString("[h:5432]");
    assertThat(machine.dotEnv("A=1", "export POSTCAR_HOST=h").refusal())
        .isEqualTo(".env:2: POSTCAR_HOST is not in the form NAME=value (without export).");
    assertThat(machine.dotEnv("POSTCAR_PASSWORD=secret#secret").refusal())
        .startsWith(".env:1: a # begins a comment")
        .doesNotContain("secret");
  }

  @Test
  void theListingNamesEverySettingWithItsOrigin() {
    List<Settings.Line> lines = new Machine(root).flag(Setting.HOST, "h").load().lines();
    assertThat(lines).hasSize(Setting.values().length);
    assertThat(lines)
        .contains(
            new Settings.Line("connection.host", "h", "flag --host"),
            new Settings.Line("lockTimeout", "5s", "default"),
            new Settings.Line("conf", null, "default"),
            new Settings.Line("role", null, "default"));
  }
}

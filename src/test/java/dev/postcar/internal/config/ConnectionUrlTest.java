package dev.postcar.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postcar.PostcarException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.Driver;

class ConnectionUrlTest {

  @TempDir Path root;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          postgresql://                                  | {}
          postgresql:///                                 | {}
          postgresql://localhost                         | {host=localhost}
          postgres://localhost:5433                      | {host=localhost, port=5433}
          postgresql://:5433                             | {port=5433}
          postgresql://localhost/mydb                    | {dbname=mydb, host=localhost}
          postgresql://user@localhost                    | {host=localhost, user=user}
          postgresql://user:secret@localhost             | {host=localhost, password=secret, user=user}
          postgresql://user:@localhost                   | {host=localhost, user=user}
          postgresql://user:a:b@localhost                | {host=localhost, password=a:b, user=user}
          postgresql://user:a@b@localhost                | {host=localhost, password=a@b, user=user}
          postgresql://user:a#b@localhost                | {host=localhost, password=a#b, user=user}
          postgresql://u%40x:p%3A%2F%3F%23%5B%5D%40%25@h | {host=h, password=p:/?#[]@%, user=u@x}
          postgresql://u:p+q@h/a+b                       | {dbname=a+b, host=h, password=p+q, user=u}
          postgresql://u:%C3%A9@h                        | {host=h, password=é, user=u}
          postgresql://u:é@h                             | {host=h, password=é, user=u}
          postgresql://h/my%20db                         | {dbname=my db, host=h}
          postgresql://h/a/b                             | {dbname=a/b, host=h}
          postgresql://[::1]:5433/db                     | {dbname=db, host=::1, port=5433}
          postgresql://[2001:db8::1234]/db               | {dbname=db, host=2001:db8::1234}
          postgresql://a:1,b:2/db                        | {dbname=db, host=a,b, port=1,2}
          postgresql://a,b:2/db                          | {dbname=db, host=a,b, port=,2}
          postgresql://a,[::1]/db                        | {dbname=db, host=a,::1}
          postgresql://%2Frun%2Fpg/db                    | {dbname=db, host=/run/pg}
          postgresql://h/db?sslmode=require              | {dbname=db, host=h, sslmode=require}
          postgresql:///db?host=h&port=1                 | {dbname=db, host=h, port=1}
          postgresql://h/db?user=u&password=p%26q        | {dbname=db, host=h, password=p&q, user=u}
          postgresql://h/db?password=p@q                 | {dbname=db, host=h, password=p@q}
          postgresql://h?connect_timeout=10&             | {connect_timeout=10, host=h}
          postgresql://h?options=-c%20a=b                | {host=h, options=-c a=b}
          postgresql://h?ssl=true                        | {host=h, sslmode=require}
          postgresql://?service=shop                     | {service=shop}
          jdbc:postgresql://h:1/db?user=u&password=p     | {dbname=db, host=h, password=p, port=1, user=u}
          jdbc:postgresql://h/db?ssl                     | {dbname=db, host=h, sslmode=verify-full}
          jdbc:postgresql://h/?ssl=false                 | {host=h}
          jdbc:postgresql:db                             | {dbname=db}
          jdbc:postgresql:/                              | {}
          jdbc:postgresql://u:p@h/db                     | {dbname=db, host=h, password=p, user=u}
          """)
  void aUrlIsTakenApart(String url, String parts) {
    Map<String, String> parameters = ConnectionUrl.parse(url, "flag --url").parameters();
    assertThat(new TreeMap<>(parameters)).hasToString(parts);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mysql://u:SECRET@h/d",
        "host=h password=SECRET",
        "SECRET",
        "http://SECRET",
        "postgresql://u:SECRET/x@h/d",
        "postgresql://u:12/SECRET@h/d",
        "postgresql://u:SECRET?x@h/d",
        "postgresql://u:12?SECRET=x@h/d",
        "postgresql://u:12?x=SECRET@h/d",
        "postgresql://u:SECRET",
        "postgresql://u:SECRET%zz@h",
        "postgresql://u:SECRET%4",
        "postgresql://u:SECRET%00@h",
        "postgresql://u:SECRET%ff@h",
        "postgresql://u:SECRET@[::1/d",
        "postgresql://u:SECRET@[::1]x/d",
        "postgresql://u:SECRET@h:x/d",
        "postgresql://u:SECRET@h:123456/d",
        "postgresql://u:SECRET@h:0/d",
        "postgresql://u:SECRET@h:1,b:2,c/d?port=1,2",
        "postgresql://u:SECRET@h/d?x",
        "postgresql://h/d?password=x&SECRET",
        "postgresql://u:SECRET@h/d?ssl=maybe",
        "postgresql://u:SECRET@h/d?sslmode=maybe",
        "postgresql://u:SECRET@h/d?hots=x",
        "postgresql://u:SECRET@h/d?loggerFile=/x",
      })
  void aMalformedUrlIsRefusedWithoutShowingIt(String url) {
    assertThat(new Machine(root).flag(Setting.URL, url).refusal())
        .startsWith("flag --url: ")
        .doesNotContain("SECRET");
    assertThatThrownBy(() -> new Machine(root).flag(Setting.URL, url).connect())
        .satisfies(LeakTest::neverSaysSecret);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "socketFactory",
        "socketFactoryArg",
        "sslfactory",
        "sslfactoryarg",
        "SSLFACTORY",
        "sslhostnameverifier",
        "sslpasswordcallback",
        "authenticationPluginClassName",
        "xmlFactoryFactory",
        "loggerFile",
        "loggerLevel",
        "jaasLogin",
        "jaasApplicationName",
        "preferQueryMode",
        "connectExecutor",
        "sspiServiceClass",
        "gsslib"
      })
  void aDangerousParameterIsRefused(String name) {
    for (String scheme : new String[] {"postgresql://h/d", "jdbc:postgresql://h/d"}) {
      assertThat(new Machine(root).flag(Setting.URL, scheme + "?" + name + "=x").refusal())
          .isEqualTo(
              "flag --url: the connection parameter "
                  + name
                  + " is refused: it is unsafe or not supported.");
    }
  }

  @Test
  void anUnknownParameterIsRefusedWithTheNearest() {
    assertThat(new Machine(root).flag(Setting.URL, "postgresql://h/d?sslmod=require").refusal())
        .isEqualTo(
            "flag --url: unknown connection parameter sslmod; the nearest known one is sslmode.");
  }

  @Test
  void whatAnApplicationsUrlSaysMayStay() {
    ConnectionSettings connection =
        new Machine(root)
            .flag(
                Setting.URL,
                "jdbc:postgresql://h/d?reWriteBatchedInserts=true&ApplicationName=x"
                    + "&currentSchema=app&sslpassword=SECRET&targetServerType=preferSlave")
            .connect();
    assertThat(connection.parameters())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "ApplicationName", "x",
                "sslpassword", "SECRET",
                "targetServerType", "preferSecondary"));
    assertThat(connection.toString()).doesNotContain("SECRET").contains("sslpassword=****");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          postgresql://u:SECRET@h:1/d                     | postgresql://u:****@h:1/d
          postgresql://u@h/d?sslmode=require&password=S   | postgresql://u@h/d?sslmode=require&password=****
          jdbc:postgresql:d?user=u&sslpassword=SECRET     | jdbc:postgresql:d?user=u&sslpassword=****
          jdbc:postgresql://a,[::1]:2/d?pass%77ord=SECRET | jdbc:postgresql://a,[::1]:2/d?password=****
          """)
  void aUrlIsListedWithoutItsPasswords(String url, String masked) {
    Settings settings = new Machine(root).flag(Setting.URL, url).load();
    assertThat(settings.text(Setting.URL)).isEqualTo(masked);
    assertThat(settings.lines())
        .contains(new Settings.Line("connection.url", masked, "flag --url"));
  }

  @Test
  void theDriverReadsBackWhatItIsGiven() {
    ConnectionSettings connection =
        new Machine(root).flag(Setting.URL, "postgresql://u:p%2Fq@[::1]:1,b/d%20%2F+%3F").connect();
    Properties read = Driver.parseURL(connection.jdbcUrl(), connection.driverProperties());
    assertThat(read)
        .containsEntry("PGHOST", "[::1],b")
        .containsEntry("PGPORT", "1,5432")
        .containsEntry("PGDBNAME", "d /+?");
    assertThat(connection.driverProperties())
        .containsEntry("user", "u")
        .containsEntry("password", "p/q")
        .containsEntry("sslmode", "prefer");
    assertThat(connection.jdbcUrl()).doesNotContain("p%2Fq").doesNotContain("p/q");
  }

  @Test
  void onePortServesAllHostsAndOtherwiseTheyMatch() {
    Machine machine = new Machine(root).flag(Setting.HOST, "a,b,").variable("PGPORT", "1,,3");
    assertThat(machine.connect().servers()).hasToString("[a:1, b:5432, localhost:3]");
    assertThat(machine.variable("PGPORT", "7").connect().servers())
        .hasToString("[a:7, b:7, localhost:7]");
    assertThat(machine.variable("PGPORT", "7,8").refusal())
        .contains("environment PGPORT", "2 ports do not match 3 hosts", "flag --host");
  }

  @Test
  void aForeignUrlInTheEnvironmentIsRefused() {
    assertThat(new Machine(root).variable("DATABASE_URL", "mysql://h").refusal())
        .startsWith("environment DATABASE_URL: ");
    assertThatThrownBy(() -> ConnectionUrl.parse("x", "y"))
        .isInstanceOf(PostcarException.Configuration.class);
  }
}

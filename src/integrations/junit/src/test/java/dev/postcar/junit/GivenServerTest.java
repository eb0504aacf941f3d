package dev.postcar.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.internal.config.ConnectionSettings;
import dev.postcar.internal.scratch.EmbeddedServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a server that a URL names, or that a class starts. */
final class GivenServerTest {

  private static EmbeddedServer server;
  private static AdminSession session;
  private static String url;
  private static int runs;

  @BeforeAll
  static void start() throws IOException {
    server = EmbeddedDirectory.start();
    ConnectionSettings settings = server.connection();
    session = new AdminSession(settings, "select 1");
    url = url("postgres", settings.password());
  }

  @AfterAll
  static void stop() throws SQLException {
    session.close();
    server.close();
  }

  private static String url(String user, String password) {
    return "postgresql://%s:%s@127.0.0.1:%d/postgres?sslmode=disable"
        .formatted(user, password, server.port());
  }

  @BeforeEach
  void dropTemplates() throws SQLException {
    for (String name : databases()) {
      session.execute("drop database " + name + " with (force)");
    }
    Samples.DATABASES.clear();
  }

  private static List<String> databases() throws SQLException {
    return session
        .query("select datname from pg_database where datname like 'postcar_junit%' order by oid")
        .stream()
        .map(row -> row.get(0))
        .toList();
  }

  private static String oid(String name) throws SQLException {
    return session
        .query("select oid from pg_database where datname = '" + name + "'")
        .get(0)
        .get(0);
  }

  private static final String TEMPLATE = "postcar_junit_template_[0-9a-f]{24}";

  @Test
  void aConfigurationParameterNamesTheServerAndATemplateThatWasDroppedIsMadeAgain()
      throws SQLException {
    for (int i = 0; i < 2; i++) {
      Run run =
          Run.of(Map.of("postcar.test.url", url), Samples.PerMethod.class, Samples.PerClass.class);

      assertThat(run.failures()).isEmpty();
      assertThat(run.succeeded()).isEqualTo(6);
      assertThat(databases()).singleElement().asString().matches(TEMPLATE);
      session.execute("drop database " + databases().get(0));
    }
  }

  @Test
  @Tag("long")
  void anotherJvmUsesTheSameTemplate() throws Exception {
    assertThat(Child.run(url, null, "Samples$PerMethod")).isEqualTo("3 succeeded");
    String name = databases().get(0);
    String oid = oid(name);

    assertThat(Child.run(url, null, "Samples$PerMethod")).isEqualTo("3 succeeded");
    assertThat(databases()).containsExactly(name);
    assertThat(oid(name)).isEqualTo(oid);
  }

  @Test
  void twoJvmsAtOnceMakeOneTemplate() throws Exception {
    Process one = Child.start(url, null, "Samples$PerMethod");
    assertThat(Child.run(url, null, "Samples$PerMethod")).isEqualTo("3 succeeded");
    assertThat(new String(one.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip())
        .isEqualTo("3 succeeded");
    assertThat(databases()).singleElement().asString().matches(TEMPLATE);
  }

  @Test
  @Tag("long")
  void aMigrationThatChangesGetsAnotherTemplate(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("dev/postcar/junit/changing/M0001_CreateThing.sql");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "create table thing (id int);");
    assertThat(Child.run(url, folder, "Child$Changing")).isEqualTo("id\n1 succeeded");

    Files.writeString(file, "create table thing (id int, name text);");
    assertThat(Child.run(url, folder, "Child$Changing")).isEqualTo("id,name\n1 succeeded");
    assertThat(databases()).hasSize(2).allMatch(name -> name.matches(TEMPLATE));
  }

  @Test
  @Tag("long")
  void theDatabasesOfAKilledJvmAreDroppedAndThoseOfALivingOneAreNot() throws Exception {
    Process waiting = Child.start(url, null, "Child$Waiting");
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(waiting.getInputStream(), StandardCharsets.UTF_8));
    String name = reader.readLine().replace("waiting in ", "");
    try {
      assertThat(Child.run(url, null, "Samples$PerMethod")).isEqualTo("3 succeeded");
      assertThat(databases()).contains(name);
    } finally {
      waiting.destroyForcibly().waitFor();
    }
    assertThat(databases()).contains(name);
    while (!session
        .query(
            "select pid from pg_stat_activity where application_name like 'postcar-junit%' and pid"
                + " <> pg_backend_pid()")
        .isEmpty()) {
      Thread.sleep(20);
    }
    session.execute("create database postcar_junit_not_ours");

    assertThat(Child.run(url, null, "Samples$PerMethod")).isEqualTo("3 succeeded");
    assertThat(databases()).hasSize(2).contains("postcar_junit_not_ours").doesNotContain(name);
  }

  @Test
  void aTemplateThatNobodyHasUsedForAWeekIsDropped() throws Exception {
    String old = "postcar_junit_template_0123456789abcdef01234567";
    String young = "postcar_junit_template_ffffffffffffffff01234567";
    session.execute("create database " + old);
    session.execute(
        "comment on database " + old + " is 'template of postcar-junit, used 2020-01-01'");
    session.execute("create database " + young);

    assertThat(Child.run(url, null, "Samples$PerMethod")).isEqualTo("3 succeeded");
    assertThat(databases()).hasSize(2).contains(young).doesNotContain(old);
  }

  @Test
  @Tag("long")
  void aLoginThatMayOnlyCreateDatabasesIsEnoughAndDoesNotTakeTemplatesOfOthers() throws Exception {
    session.execute("create role tester login createdb password 'secret'");
    assertThat(Child.run(url, null, "Samples$PerMethod")).isEqualTo("3 succeeded");
    assertThat(Child.run(url("tester", "secret"), null, "Samples$PerMethod", "Samples$SqlFiles"))
        .isEqualTo("3 succeeded\n1 succeeded");
    assertThat(
            session.query(
                "select distinct datdba::regrole from pg_database where datname like"
                    + " 'postcar_junit%'"))
        .hasSize(2);
  }

  /** As another JVM does that has not seen the server yet: to postcar it is another URL. */
  private static Run perMethodOn(String url) {
    String another = url + "&application_name=run" + runs++;
    return Run.of(Map.of("postcar.test.url", another), Samples.PerMethod.class);
  }

  @Test
  void whatAnotherRoleSetsForItselfInATemplateStopsNoTest() throws Exception {
    assertThat(perMethodOn(url).succeeded()).isEqualTo(3);
    session.execute("create role visitor login");
    for (String setting :
        List.of(
            "default_transaction_read_only = on",
            "default_tablespace = 'none'",
            "datestyle = 'German'",
            "client_encoding = 'latin1'")) {
      session.execute(
          "alter role visitor in database %s set %s".formatted(databases().get(0), setting));
    }
    assertThat(perMethodOn(url).succeeded()).isEqualTo(3);
  }

  @Test
  void aTemplateIsOnlyThatOfTheLoginWhoseNameIsTheSameInCase() throws Exception {
    session.execute("create role \"Guest\" login createdb password 'secret'");
    session.execute("create role guest");
    String guest = url("Guest", "secret");
    for (int i = 0; i < 2; i++) {
      assertThat(perMethodOn(guest).succeeded()).isEqualTo(3);
    }
    session.execute("alter database " + databases().get(0) + " owner to guest");
    assertThat(perMethodOn(guest).failures())
        .isNotEmpty()
        .allSatisfy(failure -> assertThat(failure).hasMessageContaining("belongs to another role"));
  }

  /** As one would start a container. */
  static final class Container implements Supplier<String> {
    static int starts;

    @Override
    public String get() {
      starts++;
      return url;
    }
  }

  @PostcarTest(packages = Samples.SHOP, server = Container.class)
  static class OnContainer {
    @Test
    void runsThere(Connection connection) throws SQLException {
      assertThat(Samples.text(connection, "select inet_server_port()"))
          .isEqualTo(String.valueOf(server.port()));
      Samples.insert(connection);
    }
  }

  @PostcarTest(packages = Samples.SHOP, server = Container.class)
  static class OnContainerToo extends OnContainer {}

  @Test
  void aClassStartsTheServerOnce() {
    Run run = Run.of(OnContainer.class, OnContainerToo.class);

    assertThat(run.failures()).isEmpty();
    assertThat(run.succeeded()).isEqualTo(2);
    assertThat(Container.starts).isEqualTo(1);
  }

  @PostcarTest(
      packages = Samples.SHOP,
      url = "postgresql://nobody:secret@127.0.0.1:1/postgres?sslmode=disable")
  static class Unreachable {
    @Test
    void one(Connection connection) {}
  }

  @Test
  void aServerThatDoesNotAnswerIsOneFailureWithoutThePassword() {
    assertThat(Run.of(Unreachable.class).failures())
        .singleElement()
        .satisfies(
            failure ->
                assertThat(failure.getMessage())
                    .startsWith(
                        "@PostcarTest on "
                            + Unreachable.class.getName()
                            + ": The test server [127.0.0.1:1] cannot be used: ")
                    .contains("\nNext: check the server")
                    .doesNotContain("secret"));
  }
}

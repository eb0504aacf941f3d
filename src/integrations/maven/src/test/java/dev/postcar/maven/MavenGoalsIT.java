package dev.postcar.maven;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.internal.config.ConnectionSettings;
import dev.postcar.internal.scratch.EmbeddedServer;
import dev.postcar.maven.ChildMaven.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Real builds by a real Maven against a real server. */
class MavenGoalsIT {

  private static final String CONFIGURATION =
      "<configuration><packages><package>shop.migrations</package></packages></configuration>";

  @TempDir static Path folder;

  private static ChildMaven maven;
  private static EmbeddedServer server;
  private static ConnectionSettings connection;

  private String database;
  private Path root;

  @BeforeAll
  static void start() throws IOException {
    maven = new ChildMaven(folder);
    server = EmbeddedServer.start(folder.resolve("server"), Duration.ofMinutes(1), "fsync=off");
    connection = server.connection();
    maven.password(connection.driverProperties().getProperty("password"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void createDatabase(TestInfo test) throws SQLException {
    database = test.getTestMethod().orElseThrow().getName().toLowerCase(java.util.Locale.ROOT);
    database = database.substring(0, Math.min(60, database.length()));
    root = folder.resolve(database);
    try (Connection admin = connect("postgres");
        Statement statement = admin.createStatement()) {
      statement.execute("create database " + database);
    }
  }

  @Test
  void theGoalsOfADayWorkWithAMigrationThatUsesADependency() throws Exception {
    MavenProjects.shop(root, MavenProjects.plugin(CONFIGURATION));
    Result uncompiled = run("postcar:status");
    assertThat(uncompiled.exitCode()).isEqualTo(1);
    assertThat(uncompiled.output())
        .contains("target/classes is missing", "Next: run \"mvn compile postcar:status\".");

    Result status = run("compile", "postcar:status");
    assertThat(status.exitCode()).as(status.output()).isZero();
    assertThat(status.output())
        .contains(
            "pending     shop.migrations.M0001_Init", "pending     shop.migrations.M0002_AddIsbn")
        .contains("\n2 pending.");

    Result plan = run("postcar:migrate", "-Dpostcar.plan");
    assertThat(plan.output()).contains("would apply shop.migrations.M0001_Init");
    Result first = run("postcar:migrate", "-Dpostcar.args=--to M0001");
    assertThat(first.output())
        .contains("[INFO] applied shop.migrations.M0001_Init")
        .contains("\nApplied 1 migration in " + database);

    Result json = run("-q", "postcar:status", "-Dpostcar.json");
    assertThat(json.output()).startsWith("{").contains("\"pending\"").endsWith("}\n");

    Result both = run("postcar:migrate", "postcar:verify", "postcar:trace", "-Dpostcar.all");
    assertThat(both.exitCode()).as(both.output()).isZero();
    assertThat(
            query(
                "select column_default from information_schema.columns where column_name = 'title'"))
        .contains("xxx");

    String url = urlWithoutPassword().replace("@", ":" + password() + "@");
    Result given = maven.run(root, "-X", "postcar:status", "-Dpostcar.url=" + url);
    assertThat(given.output()).contains("2 applied, 0 pending.").doesNotContain(password());

    Result back = run("postcar:rollback", "-Dpostcar.id=M0002");
    assertThat(back.output()).contains("rolled back shop.migrations.M0002_AddIsbn");
  }

  @Test
  void aFailingMigrationFailsTheBuildAndIsReportedOnce() throws Exception {
    MavenProjects.shop(root, MavenProjects.plugin(CONFIGURATION));
    MavenProjects.write(
        root.resolve("src/main/resources/shop/migrations/M0003_Bad.sql"), "select 1/0;\n");
    Result result = run("compile", "postcar:migrate");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.count("division by zero")).as(result.output()).isEqualTo(1);
    assertThat(result.count("State:")).isEqualTo(1);
    assertThat(result.output())
        .contains("BUILD FAILURE", "Next: fix M0003_Bad, then rerun \"mvn postcar:migrate\"")
        .doesNotContain("\tat ")
        .doesNotContain(password());
    assertThat(query("select count(*) from book")).isEqualTo("0");
  }

  @Test
  @Tag("long")
  void aBoundGoalRunsInItsPhaseUnlessItIsSkipped() throws Exception {
    MavenProjects.shop(
        root,
        MavenProjects.plugin(
            """
            <executions><execution><phase>process-classes</phase>
              <goals><goal>migrate</goal></goals>
              <configuration><options><to>M0001</to></options></configuration>
            </execution></executions>
            <configuration>
              <packages>shop.migrations</packages>
              <url>%s</url>
              <server>shop-db</server>
            </configuration>
            """
                .formatted(urlWithoutPassword())));
    Result skipped = maven.run(root, "compile", "process-classes", "-Dpostcar.skip");
    assertThat(skipped.output()).contains("Skipped: postcar.skip is set.");
    Result bound = maven.run(root, "-X", "process-classes");
    assertThat(bound.exitCode()).as(bound.output()).isZero();
    assertThat(bound.output())
        .contains("Applied 1 migration in " + database)
        .doesNotContain(password());
    Result elsewhere =
        maven.run(root, Map.of("DATABASE_URL", "postgresql://127.0.0.1:1/shop"), "process-classes");
    assertThat(elsewhere.output()).contains("BUILD FAILURE").contains("127.0.0.1:1");
  }

  @Test
  @Tag("long")
  void theConfScriptOfTheModuleIsReadAndWhatItCompilesForTheCommandLineIsNotFoundTwice()
      throws Exception {
    MavenProjects.shop(root.resolve("app"), "");
    MavenProjects.aggregator(root, "app");
    MavenProjects.write(
        root.resolve("app/postcar.conf.groovy"),
        """
        connection { url = '%s'; password = '%s' }
        packages = ['shop.migrations']
        sources = ['src/main/java', 'src/main/resources']
        classpath = ['target/classes']
        """
            .formatted(urlWithoutPassword(), password()));
    Result result = maven.run(root, "compile", "postcar:migrate", "postcar:config");
    assertThat(result.exitCode()).as(result.output()).isZero();
    assertThat(result.output())
        .contains("Applied 2 migrations in " + database)
        .contains("postcar.conf.groovy:1")
        .doesNotContain(password());
  }

  @Test
  @Tag("long")
  void withoutAnyConfigurationTheMessageNamesMavensProperties() throws Exception {
    MavenProjects.shop(root, "");
    Result result = maven.run(root, "compile", "postcar:status");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.count("No database is configured")).as(result.output()).isEqualTo(1);
    assertThat(result.output()).contains("-Dpostcar.url").doesNotContain("--url");
    Result misspelt = maven.run(root, "postcar:status", "-Dpostcar.urll=x");
    assertThat(misspelt.output())
        .contains("There is no property postcar.urll. Did you mean postcar.url?");
  }

  @Test
  @Tag("long")
  void newWritesIntoTheSourcesOrTheResourcesOfTheProject() throws Exception {
    MavenProjects.shop(root, MavenProjects.plugin(CONFIGURATION));
    Result file = maven.run(root, "postcar:new", "-Dpostcar.name=add publishers");
    assertThat(file.exitCode()).as(file.output()).isZero();
    assertThat(root.resolve("src/main/resources/shop/migrations/M0003_AddPublishers.sql")).exists();
    Result type =
        maven.run(root, "postcar:new", "-Dpostcar.name=add authors", "-Dpostcar.format=java");
    assertThat(type.exitCode()).as(type.output()).isZero();
    assertThat(root.resolve("src/main/java/shop/migrations/M0004_AddAuthors.java")).exists();

    Files.delete(root.resolve("src/main/java/shop/migrations/M0004_AddAuthors.java"));
    Files.delete(root.resolve("src/main/resources/shop/migrations/M0003_AddPublishers.sql"));
    MavenProjects.write(
        root.resolve("src/main/resources/shop/migrations/M0005_Late.sql"), "select 1;\n");
    Result renumbered = run("compile", "postcar:check", "postcar:renumber", "-Dpostcar.id=M0005");
    assertThat(renumbered.exitCode()).as(renumbered.output()).isZero();
    assertThat(root.resolve("src/main/resources/shop/migrations/M0003_Late.sql")).exists();
  }

  @Test
  @Tag("long")
  void inABuildOfSeveralModulesThoseWithoutMigrationsAreSkipped() throws Exception {
    MavenProjects.aggregator(root, "api", "shop", "audit");
    MavenProjects.pom(root.resolve("api"), "", "api", "", "");
    MavenProjects.write(
        root.resolve("api/src/main/java/api/Names.java"),
        "package api; public class Names { public static final String AUDIT = new String(\"audit\"); }");
    MavenProjects.shop(root.resolve("shop"), MavenProjects.plugin(CONFIGURATION));
    MavenProjects.pom(
        root.resolve("audit"), "", "audit", MavenProjects.dependency("shop", "api", "1"), "");
    MavenProjects.migration(
        root.resolve("audit"),
        "audit.migrations",
        "M0001_Audit",
        "import api.Names;",
        "\"create table \" + Names.AUDIT + \" ()\"");
    MavenProjects.write(
        root.resolve("audit/postcar.conf.groovy"),
        "packages = ['audit.migrations']\nnamespace = '_audit'\n");
    Result result = run("-T2", "compile", "postcar:migrate");
    assertThat(result.exitCode()).as(result.output()).isZero();
    assertThat(result.output())
        .contains("Skipped: no migration and no postcar.conf.groovy in api.")
        .contains("applied shop.migrations.M0001_Init")
        .contains("applied audit.migrations.M0001_Audit");
    assertThat(result.count("Skipped:")).isEqualTo(1);
    assertThat(query("select count(*) from audit")).isEqualTo("0");
    Result quiet = run("-q", "compile", "postcar:status", "-Dpostcar.pending");
    assertThat(quiet.output()).doesNotContain("[INFO]", "Skipped");
  }

  @Test
  @Tag("long")
  void theTypesOfPostcarAreThePluginsWhateverVersionTheProjectHas() throws Exception {
    Path older = folder.resolve("repository/dev/postcar/postcar/0.3.0");
    Path core = Path.of(System.getProperty("session.repository"), "dev/postcar/postcar/0.4.0");
    Files.createDirectories(older);
    Files.copy(core.resolve("postcar-0.4.0.jar"), older.resolve("postcar-0.3.0.jar"));
    MavenProjects.write(
        older.resolve("postcar-0.3.0.pom"),
        "<project><modelVersion>4.0.0</modelVersion><groupId>dev.postcar</groupId>"
            + "<artifactId>postcar</artifactId><version>0.3.0</version></project>");
    MavenProjects.shop(root, MavenProjects.plugin(CONFIGURATION));
    Path pom = root.resolve("pom.xml");
    Files.writeString(
        pom,
        Files.readString(pom)
            .replace(
                "<version>0.4.0</version><scope>provided</scope>", "<version>0.3.0</version>"));
    Result result = run("compile", "postcar:migrate");
    assertThat(result.exitCode()).as(result.output()).isZero();
    assertThat(result.output()).contains("Applied 2 migrations");
  }

  @Test
  void terminatingTheBuildInterruptsTheStatementAndLeavesNothing() throws Exception {
    MavenProjects.shop(root, MavenProjects.plugin(CONFIGURATION));
    MavenProjects.write(
        root.resolve("src/main/resources/shop/migrations/M0003_Slow.sql"),
        "create table slow ();\nselect pg_sleep(300);\n");
    Path log = folder.resolve("slow.log");
    Process process = maven.start(root, environment(), log, "compile", "postcar:migrate");
    try {
      await("select count(*) from pg_stat_activity where wait_event = 'PgSleep'", "1");
      Instant asked = Instant.now();
      process.destroy();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(10));
      assertThat(process.exitValue()).isEqualTo(143);
    } finally {
      process.destroyForcibly();
    }
    assertThat(Files.readString(log))
        .containsOnlyOnce("State: M0003_Slow was rolled back completely.")
        .contains("mvn postcar:migrate");
    assertThat(
            query("select count(*) from pg_stat_activity where application_name like 'postcar%'"))
        .isEqualTo("0");
    assertThat(query("select to_regclass('slow') is null")).isEqualTo("t");
    assertThat(query("select count(*) from book")).isEqualTo("0");
    Result status = run("postcar:status");
    assertThat(status.output()).contains("2 applied, 1 pending.");
  }

  private Result run(String... arguments) throws IOException, InterruptedException {
    return maven.run(root, environment(), arguments);
  }

  private Map<String, String> environment() {
    return Map.of("POSTCAR_URL", urlWithoutPassword(), "POSTCAR_PASSWORD", password());
  }

  private String urlWithoutPassword() {
    ConnectionSettings.Server at = connection.servers().get(0);
    return "postgresql://postgres@%s:%d/%s".formatted(at.host(), at.port(), database);
  }

  private static String password() {
    return connection.driverProperties().getProperty("password");
  }

  private static Connection connect(String database) throws SQLException {
    Properties properties = connection.driverProperties();
    return DriverManager.getConnection(connection.jdbcUrl(database), properties);
  }

  private String query(String sql) throws SQLException {
    try (Connection own = connect(database);
        Statement statement = own.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  private void await(String sql, String value) throws Exception {
    Instant end = Instant.now().plusSeconds(120);
    while (!value.equals(query(sql))) {
      assertThat(Instant.now()).isBefore(end);
      Thread.sleep(200);
    }
  }
}

package shop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.internal.history.LockKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringBootVersion;

/** A real application starts against a real server. */
final class StartIT {

  /** What runs on the older line of Spring Boot, too. */
  private static final String EACH_LINE = "each-line";

  private static final String APPLIED =
      "select package || '.' || name from _postcar.migration where applied_at is not null order by 1";
  private static final List<String> ALL =
      List.of(
          "library.migrations.M0001_Audit",
          "shop.migrations.M0001_Book",
          "shop.migrations.M0002_Price");

  @TempDir Path directory;
  private final Database database = new Database();
  private final List<Application> started = new ArrayList<>();

  @AfterEach
  void stop() {
    started.forEach(Application::close);
    database.close();
  }

  private Application start(String... arguments) throws Exception {
    Application application = Application.start(database, arguments);
    started.add(application);
    return application;
  }

  /** The arguments for one more package with one SQL file, which takes that long. */
  private String[] with(String sql, String... more) throws Exception {
    Path file = directory.resolve("extra/M0001_Extra.sql");
    Files.createDirectories(file.getParent());
    Files.writeString(file, sql);
    List<String> all = new ArrayList<>(List.of(more));
    all.add("--postcar.packages=shop.migrations,library.migrations,extra");
    all.add("--postcar.classpath=" + directory);
    return all.toArray(String[]::new);
  }

  @Test
  @Tag(EACH_LINE)
  void migratesBeforeJpaValidates() throws Exception {
    Application shop = start("--spring.datasource.hikari.maximum-pool-size=1").up();
    assertThat(shop.get("/books")).isEqualTo("200 [\"Postgres of 1\"]");
    assertThat(database.rows(APPLIED)).isEqualTo(ALL);
    assertThat(shop.log()).contains("M0001_Book", "M0002_Price", "M0001_Audit");
    assertThat(shop.get("/actuator/postcar")).startsWith("404");
  }

  @Test
  void twoReplicasMigrateOnceAndTheEndpointShowsStatesWithoutSql() throws Exception {
    Application one = start();
    Application two = start("--management.endpoints.web.exposure.include=postcar");
    one.up();
    two.up();
    assertThat(database.rows(APPLIED)).isEqualTo(ALL);
    assertThat(database.rows("select count(*) from book")).containsExactly("1");
    assertThat(two.get("/actuator/postcar"))
        .startsWith("200 {\"database\":\"" + database.name() + "\"")
        .contains(
            "\"pending\":0",
            "{\"id\":\"shop.migrations.M0001_Book\",\"state\":\"applied\",\"appliedAt\":\"20")
        .doesNotContain("create table");
  }

  @Test
  @Tag(EACH_LINE)
  void aFailureIsSaidOnce() throws Exception {
    Application shop = start(with("create table extra ();\nselect 1 / 0;"));
    assertThat(shop.exitCode()).isEqualTo(1);
    assertThat(shop.log())
        .containsOnlyOnce("division by zero")
        .containsOnlyOnce("APPLICATION FAILED TO START")
        .contains("extra.M0001_Extra")
        .doesNotContain("\tat ");
    assertThat(database.rows("select to_regclass('extra')::text")).containsExactly((String) null);
  }

  @Test
  void noMigrationIsAFailure() throws Exception {
    Application shop = start("--postcar.packages=shop.nothing");
    assertThat(shop.exitCode()).isEqualTo(1);
    assertThat(shop.log()).contains("Package shop.nothing has no migration");
  }

  @Test
  void aMisspeltPropertyIsAFailure() throws Exception {
    Application shop = start("--postcar.lock-timout=1s");
    assertThat(shop.exitCode()).isEqualTo(1);
    assertThat(shop.log())
        .containsOnlyOnce("There is no property postcar.lock-timout")
        .contains("the nearest is postcar.lock-timeout");
    assertThat(database.rows("select to_regclass('_postcar.migration')::text"))
        .containsExactly((String) null);
  }

  @Test
  @Tag(EACH_LINE)
  void sigtermEndsAStatementAndLeavesNothing() throws Exception {
    Application shop = start(with("create table extra (); select pg_sleep(45);"));
    shop.until(() -> sleeping() == 1);
    long before = System.nanoTime();
    shop.stop();
    assertThat(shop.exitCode()).isNotZero();
    assertThat(System.nanoTime() - before).as(shop.log()).isLessThan(20_000_000_000L);
    assertThat(sleeping()).isZero();
    assertThat(database.rows("select to_regclass('extra')::text")).containsExactly((String) null);
    assertThat(shop.log()).contains("nterrupted");
  }

  private long sleeping() {
    return Long.parseLong(
        database
            .rows(
                "select count(*) from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()")
            .get(0));
  }

  @Test
  void livenessIsUpWhileALongMigrationRuns() throws Exception {
    // From Spring Boot 4 on, the probes are on by default.
    String[] on =
        SpringBootVersion.getVersion().startsWith("3.")
            ? new String[] {"--management.endpoint.health.probes.enabled=true"}
            : new String[0];
    Application shop = start(with("select pg_sleep(8);", on));
    shop.until(() -> sleeping() == 1);
    shop.until(() -> shop.get("/actuator/health/liveness").equals("200 {\"status\":\"UP\"}"));
    assertThat(sleeping()).isOne();
    assertThat(shop.get("/actuator/health/readiness")).startsWith("503");
    assertThat(shop.get("/books")).startsWith("503");
    shop.up();
    assertThat(shop.get("/actuator/health/liveness")).isEqualTo("200 {\"status\":\"UP\"}");
  }

  @Test
  @Tag("long")
  void aReplicaWaitsWhileItsPeerWorks() throws Exception {
    String[] slow = with("select pg_sleep(10);", "--postcar.lock-wait=1s");
    Application one = start(slow);
    one.until(() -> sleeping() == 1);
    Application two = start(slow);
    two.up();
    one.up();
    assertThat(database.rows(APPLIED)).hasSize(4);
  }

  @Test
  @Tag("long")
  void aPeerThatDoesNothingIsNotWaitedForForEver() throws Exception {
    start().up();
    database.execute("delete from _postcar.migration where name = 'M0002_Price'");
    database.execute("alter table book drop column cents");
    try (Connection holder = database.connect();
        Statement statement = holder.createStatement()) {
      statement.execute("select pg_advisory_lock(" + LockKey.runner("_postcar") + ")");
      Application shop = start("--postcar.lock-wait=1s");
      assertThat(shop.exitCode()).isEqualTo(1);
      assertThat(shop.log()).contains("The runner lock", "postcar.lock-wait");
    }
  }

  @Test
  @Tag("long")
  void validateStartsOnlyWhereNothingIsPending() throws Exception {
    Application early = start("--postcar.on-start=validate");
    assertThat(early.exitCode()).isEqualTo(1);
    assertThat(early.log()).contains("shop.migrations.M0002_Price is pending");
    start().up();
    start("--postcar.on-start=validate").up();
  }

  @Test
  @Tag("long")
  void waitStartsOnceSomebodyHasMigrated() throws Exception {
    Application waiting = start("--postcar.on-start=wait");
    waiting.until(() -> waiting.log().contains("waiting: "));
    start().up();
    waiting.up();
  }

  @Test
  @Tag("long")
  void anotherUserMigrates() throws Exception {
    database.execute(
        """
        create role %1$s_owner login password 'own' in role pg_read_all_data;
        create role %1$s_app login password 'app' in role pg_read_all_data;
        grant create on database %1$s to %1$s_owner;
        grant create on schema public to %1$s_owner
        """
            .formatted(database.name()));
    try {
      start(
              "--spring.datasource.username=" + database.name() + "_app",
              "--spring.datasource.password=app",
              "--postcar.user=" + database.name() + "_owner",
              "--postcar.password=own")
          .up();
      assertThat(database.rows("select tableowner from pg_tables where tablename = 'book'"))
          .containsExactly(database.name() + "_owner");
      start(
              "--spring.datasource.username=" + database.name() + "_app",
              "--spring.datasource.password=app",
              "--postcar.url="
                  + database.url().replace("jdbc:postgresql://", "postgresql://")
                  + "?user="
                  + database.name()
                  + "_owner&password=own")
          .up();
    } finally {
      started.forEach(Application::close);
      database.execute(
          "drop owned by %1$s_owner, %1$s_app; drop role %1$s_owner, %1$s_app"
              .formatted(database.name()));
    }
  }
}

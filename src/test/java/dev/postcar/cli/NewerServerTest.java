package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.cli.CommandLineFixture.Ran;
import dev.postcar.testing.NewerServer;
import dev.postcar.testing.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A PostgreSQL newer than the newest known. */
final class NewerServerTest {

  private final CommandLineFixture postcar = new CommandLineFixture().three();
  private NewerServer newer;

  @BeforeEach
  void standIn() {
    TestServer server = postcar.database().server();
    int major =
        Integer.parseInt(
            postcar.database().value("select current_setting('server_version_num')::int / 10000"));
    newer = new NewerServer(server, major, 19);
    String conf =
        postcar
            .conf("")
            .replace(
                "port = " + server.port(), "port = " + newer.port() + "\n  sslmode = 'disable'");
    postcar.write("postcar.conf.groovy", conf);
  }

  @AfterEach
  void close() {
    newer.close();
    postcar.close();
  }

  private Ran ok(String... words) {
    Ran ran = postcar.run(words);
    assertThat(ran.exitCode()).as(ran.out() + ran.err()).isZero();
    return ran;
  }

  private String scratch() {
    TestServer server = postcar.database().server();
    return "postgresql://%s:%s@127.0.0.1:%d/%s?sslmode=disable"
        .formatted(server.user(), server.password(), newer.port(), postcar.database().name());
  }

  @Test
  void isMigratedRolledBackLookedAtAndRestored() {
    ok("migrate");
    assertThat(ok("status").out()).contains("3 applied, 0 pending");
    ok("rollback", "--all", "--yes");
    ok("log");
    ok("show", "M0001");
    ok("migrate", "--single-transaction");
    ok("wait", "--for", "5s");
    postcar.database().execute("drop table one, two, three; drop schema _postcar cascade");
    postcar.write("d.sql", "create table restored (id int);\n");
    assertThat(ok("restore", "d.sql").out()).contains("Restored d.sql");
    ok("migrate");
  }

  @Test
  void isReadByWhatItsCatalogsHave() {
    ok("migrate");
    postcar.database().execute("create index by_name on one (name)");
    Ran drift = postcar.run("drift");
    assertThat(drift.exitCode()).as(drift.out() + drift.err()).isEqualTo(6);
    assertThat(drift.out()).contains("index public.by_name");
    assertThat(drift.err())
        .contains("the target is PostgreSQL 19, the scratch server is ")
        .doesNotContain("not compared");
    assertThat(ok("verify", "--scratch", scratch()).out()).contains("3 migrations verified: 3 ok.");
    ok("trace", "--all", "--scratch", scratch());
  }

  @Test
  void isSquashedOn() {
    ok("migrate");
    ok("squash", "M0001", "M0003", "base", "--scratch", scratch());
    ok("migrate");
    assertThat(ok("status").out()).contains("0 pending");
  }
}

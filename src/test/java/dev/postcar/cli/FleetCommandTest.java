package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postcar.cli.CommandLineFixture.Ran;
import dev.postcar.testing.TestDatabase;
import java.io.IOException;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code fleet}: the same on many databases and schemas. */
final class FleetCommandTest {

  private static final String SCHEMAS =
      "fleet { query = \"select nspname as name, nspname as schema from pg_namespace where nspname"
          + " like 'tenant%%'\"; %s }";

  private final CommandLineFixture fixture = new CommandLineFixture().three();
  private final List<TestDatabase> others = new ArrayList<>();

  @AfterEach
  void close() {
    others.forEach(TestDatabase::close);
    fixture.close();
  }

  private TestDatabase database() {
    return fixture.database();
  }

  private TestDatabase other() {
    TestDatabase other = new TestDatabase();
    others.add(other);
    return other;
  }

  private void conf(String fleet) {
    fixture.write("postcar.conf.groovy", fixture.conf(fleet));
  }

  private void schemas(int count, String more) {
    for (int i = 1; i <= count; i++) {
      database().execute("create schema tenant_" + i);
    }
    conf(SCHEMAS.formatted(more));
  }

  private JsonNode json(String... args) throws IOException {
    List<String> all = new ArrayList<>(List.of(args));
    all.add("--json");
    return new ObjectMapper().readTree(fixture.run(all.toArray(String[]::new)).out());
  }

  private static List<String> states(JsonNode result) {
    List<String> states = new ArrayList<>();
    result
        .get("targets")
        .forEach(one -> states.add(one.get("name").asText() + " " + one.get("state").asText()));
    return states;
  }

  @Test
  void oneLineOfConfigurationMigratesAllSchemasThatAQueryNames() throws Exception {
    schemas(5, "");
    Ran ran = fixture.run("fleet", "migrate");
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(fixture.normal(ran.out())).isEqualTo("fleet migrate: 5 targets: 5 done (TIME).\n");
    assertThat(
            database()
                .rows(
                    "select schemaname, count(*) from pg_tables where schemaname like 'tenant%'"
                        + " group by 1 order by 1"))
        .containsExactly("tenant_1|3", "tenant_2|3", "tenant_3|3", "tenant_4|3", "tenant_5|3");
    assertThat(database().value("select count(*) from _postcar_tenant_4.migration")).isEqualTo("3");
    assertThat(database().hasRelation("public.one")).isFalse();
    assertThat(states(json("fleet", "migrate"))).allMatch(one -> one.endsWith(" nothing"));
    assertThat(fixture.run("fleet", "status").exitCode()).isZero();
    assertThat(fixture.run("fleet", "plan").exitCode()).isZero();
    assertThat(fixture.run("fleet", "wait", "--for", "1s").exitCode()).isZero();
    Ran one = fixture.run("status", "--target", "tenant_2");
    assertThat(one.out()).contains("namespace _postcar_tenant_2").contains("3 applied");
  }

  @Test
  void whatIsPendingIsSaidOnceForAllThatAreAlike() {
    schemas(7, "");
    fixture.run("fleet", "migrate");
    fixture.sql("M0004_Four", "create table four ()", null);
    Ran ran = fixture.run("fleet", "status");
    assertThat(ran.exitCode()).isEqualTo(6);
    assertThat(fixture.normal(ran.out()))
        .isEqualTo(
            """
            found  7 targets: tenant_1, tenant_2, tenant_3, tenant_4, tenant_5, ...
              pending app.M0004_Four
            fleet status: 7 targets: 7 found (TIME).
            """);
    assertThat(fixture.run("fleet", "plan").out()).contains("apply app.M0004_Four");
    assertThat(fixture.run("fleet", "wait", "--for", "0s").exitCode()).isEqualTo(6);
  }

  @Test
  void eachKindOfTroubleIsNamedOnceAndARerunTouchesOnlyWhatIsLeft() throws Exception {
    schemas(4, "maxFailures = 9");
    TestDatabase failing = other();
    failing.execute("create table two ()");
    TestDatabase locked = other();
    String lines = "";
    for (String schema : List.of("tenant_1", "tenant_2", "tenant_none")) {
      lines += schema + " schema=" + schema + "\n";
    }
    int closed = freePort();
    lines +=
        "failing "
            + failing.url().replace("jdbc:", "")
            + "\n# a comment\n\nlocked "
            + locked.url().replace("jdbc:", "")
            + "\ndown postgresql://nobody@127.0.0.1:"
            + closed
            + "/shop\n";
    fixture.write("targets.txt", lines);
    conf("lockWait = '1s'; fleet { file = 'targets.txt'; maxFailures = 9 }");
    try (Connection holder = locked.connect();
        Statement statement = holder.createStatement()) {
      statement.execute("select pg_advisory_lock(l) from (select " + runnerLock() + " as l) l");
      JsonNode first = json("fleet", "migrate");
      assertThat(states(first))
          .containsExactly(
              "down unreachable",
              "failing failed",
              "locked refused",
              "tenant_1 done",
              "tenant_2 done",
              "tenant_none refused");
      Ran ran = fixture.run("fleet", "migrate");
      assertThat(ran.exitCode()).isEqualTo(1);
      assertThat(ran.out())
          .containsOnlyOnce("failed  failing\n")
          .containsOnlyOnce("refused  locked\n")
          .containsOnlyOnce("refused  tenant_none\n")
          .containsOnlyOnce("unreachable  down\n")
          .contains("app.M0002_Two failed: relation \"two\" already exists")
          .contains("has no schema tenant_none")
          .contains("6 targets: 2 nothing, 1 failed, 2 refused, 1 unreachable");
    }
    failing.execute("drop table two");
    JsonNode again =
        json("fleet", "migrate", "--except-targets", "down", "--except-targets", "*_none");
    assertThat(states(again))
        .containsExactly("failing done", "locked done", "tenant_1 nothing", "tenant_2 nothing");
    assertThat(again.get("targets").get(0).get("count").asInt()).isEqualTo(2);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static long runnerLock() {
    return dev.postcar.internal.history.LockKey.runner("_postcar");
  }

  @Test
  void afterTooManyFailuresNothingElseBegins() {
    schemas(6, "parallel = 1");
    database().execute("create table tenant_2.two ()");
    Ran ran = fixture.run("fleet", "migrate");
    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.out())
        .contains("not-tried  tenant_3, tenant_4, tenant_5, tenant_6\n")
        .contains("6 targets: 1 done, 1 failed, 4 not-tried")
        .contains("Next: fix what is listed above, then rerun the command.");
    assertThat(database().hasRelation("tenant_3.one")).isFalse();
  }

  @Test
  void theRestIsOnlyStartedIfTheCanariesAreDone() throws Exception {
    schemas(5, "");
    database().execute("create table tenant_1.two ()");
    JsonNode stopped = json("fleet", "migrate", "--canary", "2", "--max-failures", "5");
    assertThat(states(stopped))
        .containsExactly(
            "tenant_1 failed",
            "tenant_2 done",
            "tenant_3 not-tried",
            "tenant_4 not-tried",
            "tenant_5 not-tried");
    database().execute("drop table tenant_1.two");
    Ran paused = fixture.run("fleet", "migrate", "--canary", "2", "--then-pause");
    assertThat(paused.exitCode()).isEqualTo(6);
    assertThat(paused.out()).contains("5 targets: 1 done, 1 nothing, 3 not-tried");
    Ran confirmed = fixture.answer("y").run("fleet", "migrate", "--canary", "2", "--then-pause");
    assertThat(confirmed.exitCode()).as(confirmed.out()).isZero();
    assertThat(confirmed.err())
        .contains("The canaries are done. Go on with the rest of the 5 targets? [y/N]");
  }

  @Test
  void aRollbackNeedsTheNumberOfTargets() {
    schemas(3, "");
    fixture.run("fleet", "migrate");
    assertThat(fixture.run("fleet", "rollback").err()).contains("fleet rollback needs --to");
    Ran asked = fixture.run("fleet", "rollback", "--to", "M0001");
    assertThat(asked.exitCode()).isEqualTo(2);
    assertThat(asked.err())
        .isEqualTo(
            """
            postcar: This would roll back to M0001 in 3 targets.
            State: nothing was changed.
            Next: add --yes-targets 3.
            """);
    Ran wrong = fixture.run("fleet", "rollback", "--to", "M0001", "--yes-targets", "4");
    assertThat(wrong.err()).contains("in 3 targets, not in 4.");
    assertThat(database().hasRelation("tenant_1.three")).isTrue();
    assertThat(fixture.answer("2").run("fleet", "rollback", "--to", "M0001").exitCode())
        .isEqualTo(2);
    Ran done = fixture.answer("3").run("fleet", "rollback", "--to", "M0001");
    assertThat(done.exitCode()).as(done.err()).isZero();
    assertThat(fixture.normal(done.out())).isEqualTo("fleet rollback: 3 targets: 3 done (TIME).\n");
    assertThat(database().hasRelation("tenant_1.two")).isFalse();
    assertThat(database().hasRelation("tenant_3.one")).isTrue();
  }

  @Test
  void shardsAreStablePartsThatMakeTheWhole() throws Exception {
    schemas(12, "");
    TreeSet<String> all = new TreeSet<>();
    for (int shard = 1; shard <= 3; shard++) {
      List<String> part = states(json("fleet", "migrate", "--shard", shard + "/3"));
      assertThat(part).allMatch(one -> one.endsWith(" done"));
      assertThat(all.addAll(part)).isTrue();
    }
    assertThat(all).hasSize(12);
    for (String wrong : List.of("0/3", "4/3", "3", "1/0", "a/b")) {
      Ran ran = fixture.run("fleet", "status", "--shard", wrong);
      assertThat(ran.exitCode()).isEqualTo(2);
      assertThat(ran.err()).contains("--shard: \"" + wrong + "\" is not I/N");
    }
  }

  @Test
  void aQueriedHostNeverGetsThePasswordOfTheConnection() throws Exception {
    String server = database().server().host() + "' as host, " + database().server().port();
    conf("fleet { query = \"select 'x' as name, '" + server + " as port\" }");
    JsonNode result = json("fleet", "status");
    assertThat(states(result)).containsExactly("x unreachable");
    assertThat(result.get("targets").get(0).get("failure").get("message").asText())
        .containsIgnoringCase("password");
    // The same server without a host is the connection itself.
    conf("fleet { query = \"select 'x' as name\" }");
    assertThat(states(json("fleet", "status"))).containsExactly("x found");
  }

  @Test
  void aQueriedRowIsNeverMoreThanItsColumnsSay() {
    for (String evil :
        List.of(
            "postgresql://postgres@127.0.0.1:1/x",
            "dbname=postgres host=127.0.0.1 port=1",
            "a?host=127.0.0.1",
            "a/b?user=x&port=1")) {
      conf("fleet { query = \"select 'x' as name, '" + evil + "' as dbname\" }");
      Ran ran = fixture.run("fleet", "status");
      assertThat(ran.exitCode()).as(ran.out()).isEqualTo(3);
      assertThat(ran.out()).contains("database \"" + evil + "\" does not exist");
    }
    for (String host : List.of("127.0.0.1,evil", "a/b", "a?b", "u@evil", "/tmp", "")) {
      conf("fleet { query = \"select 'x' as name, '" + host + "' as host\" }");
      Ran ran = fixture.run("fleet", "status");
      assertThat(ran.exitCode()).as(ran.out()).isEqualTo(2);
      assertThat(ran.err()).contains("a host that is neither a name nor an address");
    }
    conf("fleet { query = \"select 'x' as name, 'secret' as password\" }");
    assertThat(fixture.run("fleet", "status").err())
        .contains("the column password is not one of name, dbname, host, port, schema and grp");
    conf("fleet { query = \"create table made_by_query ()\" }");
    assertThat(fixture.run("fleet", "status").exitCode()).isEqualTo(2);
    assertThat(database().hasRelation("made_by_query")).isFalse();
  }

  @Test
  void targetsComeFromAListOrAMap() throws Exception {
    TestDatabase one = other();
    TestDatabase two = other();
    String first = one.url().replace("jdbc:", "");
    String second = two.url().replace("jdbc:", "");
    conf("fleet { targets = ['" + first + "', '" + second + "'] }");
    assertThat(states(json("fleet", "migrate")))
        .containsExactlyInAnyOrder(one.name() + " done", two.name() + " done");
    conf(
        "fleet { targets = [eu: '"
            + first
            + "', us: [url: '"
            + second
            + "', group: 'b'], here: [schema: 'public', group: 'a']] }");
    assertThat(states(json("fleet", "status")))
        .containsExactly("eu nothing", "here found", "us nothing");
    Ran config = fixture.run("config");
    assertThat(config.out())
        .contains("eu postgresql://")
        .contains("password=****")
        .doesNotContain(password(first));
    assertThat(fixture.run("fleet", "status", "--targets", "eu").exitCode()).isZero();
    assertThat(fixture.run("fleet", "status", "--targets", "asia").err())
        .contains("--targets: no target of the fleet matches asia.");
    assertThat(fixture.run("status", "--target", "asia").err())
        .contains("flag --target: the fleet has no target asia.");
  }

  private static String password(String url) {
    return url.replaceFirst(".*[:=]([^@&]*)(@.*|&.*)?$", "$1");
  }

  @Test
  void theConfScriptMayBeAskedForThePasswordOfEach() throws Exception {
    TestDatabase one = other();
    String bare =
        "postgresql://"
            + one.server().user()
            + "@"
            + one.server().host()
            + ":"
            + one.server().port()
            + "/"
            + one.name();
    conf(
        "fleet { targets = [eu: '"
            + bare
            + "']; passwords = { name -> name == 'eu' ? '"
            + one.server().password()
            + "' : null } }");
    assertThat(states(json("fleet", "migrate"))).containsExactly("eu done");
    conf(
        "fleet { targets = [eu: '"
            + bare
            + "']; passwords = { name -> throw new Exception(name) } }");
    Ran ran = fixture.run("fleet", "migrate");
    assertThat(ran.exitCode()).isEqualTo(6);
    assertThat(ran.out()).contains("refused  eu\n").contains("postcar.conf.groovy:");
  }

  @Test
  void whatIsNoFleetIsSaid() {
    conf("");
    assertThat(fixture.run("fleet", "status").err())
        .isEqualTo(
            """
            postcar: No fleet is configured.
            Next: add fleet { targets = [...] } to the conf script, or file, query or cluster instead of targets.
            """);
    assertThat(fixture.run("fleet", "up").err())
        .isEqualTo(
            "postcar: There is no command fleet up. There are migrate, rollback, status, plan, verify,"
                + " drift, wait, bookkeeping.\n");
    conf("fleet { query = \"select 'a' as name where false\" }");
    assertThat(fixture.run("fleet", "status").err()).contains("The fleet has no target.");
    conf("fleet { query = \"select 'a' as name union all select 'a'\" }");
    assertThat(fixture.run("fleet", "status").err())
        .contains("Two targets of the fleet have the name a.");
    conf("fleet { targets = ['a b c d'] }");
    assertThat(fixture.run("fleet", "status").err())
        .contains("postcar.conf.groovy:10: a target is written as");
    conf("fleet { targets = ['a schema=x']; file = 'x' }");
    assertThat(fixture.run("fleet", "status").err())
        .contains("fleet.targets and fleet.file cannot be combined");
    conf("fleet { targets = ['a schema=x'] }");
    assertThat(fixture.run("fleet", "status", "--parallel", "0").err())
        .contains("--parallel must be 1 or more, not 0.");
    assertThat(fixture.run("fleet", "status", "--to", "M1").err())
        .contains("fleet status does not take --to. It belongs to migrate, plan, rollback.");
  }

  @Test
  void eachTargetIsOneLineOfJsonWhereThatIsWanted() throws Exception {
    schemas(3, "");
    Ran ran = fixture.run("fleet", "migrate", "--progress=json");
    List<String> targets =
        ran.err().lines().filter(line -> line.contains("targetFinished")).toList();
    assertThat(targets).hasSize(3);
    JsonNode last = new ObjectMapper().readTree(targets.get(2));
    assertThat(last.get("finished").asInt()).isEqualTo(3);
    assertThat(last.get("target").get("state").asText()).isEqualTo("done");
    assertThat(ran.err()).doesNotContain("fleetProgress");
  }

  @Test
  void aServerThatIsDownIsTriedTwiceAndTheRestOfItIsNotTried() throws Exception {
    int closed = freePort();
    String lines = "";
    for (int i = 1; i <= 6; i++) {
      lines += "down_" + i + " postgresql://nobody@127.0.0.1:" + closed + "/shop\n";
    }
    fixture.write("targets.txt", lines);
    conf("fleet { file = 'targets.txt'; parallel = 1 }");
    Ran ran = fixture.run("fleet", "migrate");
    assertThat(ran.exitCode()).isEqualTo(3);
    assertThat(ran.out())
        .containsOnlyOnce("unreachable  down_1\n")
        .contains("not-tried  down_2, down_3, down_4, down_5, down_6\n")
        .contains("could not be reached for another target");
  }

  @Test
  void driftGroupsTheSchemasThatDifferInTheSameWay() {
    schemas(4, "maxFailures = 9");
    fixture.run("fleet", "migrate");
    assertThat(fixture.run("fleet", "drift").exitCode()).isZero();
    database().execute("create schema elsewhere; create table elsewhere.own ()");
    database().execute("alter table tenant_2.one add note text; drop table tenant_2.two");
    database().execute("alter table tenant_3.one add note text; drop table tenant_3.two");
    database().execute("create view tenant_4.extra as select 1 as a");
    Ran ran = fixture.run("fleet", "drift");
    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(6);
    assertThat(fixture.normal(ran.out()))
        .isEqualTo(
            """
            found  tenant_2, tenant_3
              extra column tenant_2.one.note
              missing table tenant_2.two
            found  tenant_4
              extra view tenant_4.extra
            fleet drift: 4 targets: 1 nothing, 3 found (TIME).
            """);
  }

  @Test
  void whatIsVerifiedIsTheSameForAllSchemasOfADatabase() throws Exception {
    schemas(3, "");
    assertThat(states(json("fleet", "verify")))
        .containsExactly("tenant_1 nothing", "tenant_2 nothing", "tenant_3 nothing");
    fixture.sql("M0004_Four", "create table four ();", "select 1;");
    Ran ran = fixture.run("fleet", "verify");
    assertThat(ran.exitCode()).isEqualTo(6);
    assertThat(ran.out()).contains("found  tenant_1, tenant_2, tenant_3\n  app.M0004_Four differs");
  }

  @Test
  void allSchemasMayHaveOneBookkeepingAndTheirHistoriesMove() throws Exception {
    schemas(3, "bookkeeping = 'shared'");
    assertThat(fixture.run("fleet", "migrate").exitCode()).isZero();
    assertThat(
            database()
                .rows("select target, count(*) from _postcar.migration group by 1 order by 1"))
        .containsExactly("tenant_1|3", "tenant_2|3", "tenant_3|3");
    assertThat(database().value("select to_regnamespace('_postcar_tenant_1') is null"))
        .isEqualTo("t");
    assertThat(states(json("fleet", "migrate"))).allMatch(one -> one.endsWith(" nothing"));
    conf(SCHEMAS.formatted(""));
    Ran wrong = fixture.run("fleet", "migrate");
    assertThat(wrong.exitCode()).isEqualTo(6);
    assertThat(wrong.out())
        .contains("the history of schema")
        .contains("is in the bookkeeping _postcar, and fleet.bookkeeping is 'tenant'")
        .contains("run \"postcar fleet bookkeeping\", which moves it");
    assertThat(fixture.run("migrate", "--target", "tenant_2").exitCode()).isEqualTo(4);
    Ran moved = fixture.run("fleet", "bookkeeping");
    assertThat(moved.exitCode()).as(moved.out()).isZero();
    assertThat(fixture.normal(moved.out()))
        .isEqualTo("fleet bookkeeping: 3 targets: 3 done (TIME).\n");
    assertThat(database().value("select count(*) from _postcar_tenant_2.migration")).isEqualTo("3");
    assertThat(states(json("fleet", "migrate"))).allMatch(one -> one.endsWith(" nothing"));
    conf(SCHEMAS.formatted("bookkeeping = 'shared'"));
    assertThat(fixture.run("fleet", "migrate").exitCode()).isEqualTo(6);
    Ran back = fixture.run("fleet", "bookkeeping");
    assertThat(back.exitCode()).as(back.out()).isZero();
    assertThat(fixture.run("fleet", "bookkeeping").out()).contains("3 targets: 3 nothing");
    assertThat(states(json("fleet", "status"))).allMatch(one -> one.endsWith(" nothing"));
    assertThat(database().value("select count(*) from pg_tables where tablename = 'one'"))
        .isEqualTo("3");
  }

  @Test
  void aHistoryThatOthersMayWriteIsNotMoved() {
    schemas(2, "");
    assertThat(fixture.run("fleet", "migrate").exitCode()).isZero();
    database()
        .execute(
            "grant usage on schema _postcar_tenant_1 to public;"
                + " grant insert on _postcar_tenant_1.migration to public");
    conf(SCHEMAS.formatted("bookkeeping = 'shared'; maxFailures = 9"));
    Ran moved = fixture.run("fleet", "bookkeeping");
    assertThat(moved.exitCode()).as(moved.out()).isEqualTo(6);
    assertThat(moved.out())
        .contains("this would move SQL that the bookkeeping in schema")
        .contains("1 done, 1 refused");
    assertThat(database().value("select count(*) from _postcar_tenant_1.migration")).isEqualTo("3");
  }

  @Test
  void aNameWithAQuoteAfterWhatLooksLikeAPasswordIsJson() throws Exception {
    conf(
        "fleet { query = \"select 'x?password=y' || chr(34) || ',z' as name, 'nosuch' as dbname\" }");
    assertThat(json("fleet", "status").get("targets").get(0).get("name").asText())
        .isEqualTo("x?password=****\",z");
  }

  @Test
  void aTargetsNameIsNoLineOfItsOwn() {
    conf("fleet { query = \"select 'x' || chr(10) || 'fleet status: 1 done.' as name\" }");
    Ran ran = fixture.run("fleet", "status");
    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err()).contains("a row has a control character");
  }

  @Test
  void aCommandForOneTargetHasItsSchemaItsPasswordAndItsName() throws Exception {
    schemas(2, "");
    fixture.run("fleet", "migrate");
    conf("searchPath = 'public'; fleet { targets = ['a schema=tenant_1', 'b schema=nosuch'] }");
    Ran missing = fixture.run("migrate", "--target", "b");
    assertThat(missing.exitCode()).isEqualTo(4);
    assertThat(missing.err()).contains("has no schema nosuch.");
    assertThat(database().hasRelation("public.one")).isFalse();
    assertThat(fixture.run("fleet", "status", "--target", "a").err())
        .contains("fleet does not take --target: use --targets");
    fixture.sql("M0004_Four", "create table four (); select 1 / 0;", null);
    Ran failed = fixture.run("migrate", "--target", "a");
    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(failed.err()).contains("rerun \"postcar migrate --target a\"");
    TestDatabase one = other();
    String bare =
        "postgresql://%s@%s:%d/%s"
            .formatted(one.server().user(), one.server().host(), one.server().port(), one.name());
    conf(
        "fleet { targets = [eu: '%s']; passwords = { '%s' } }"
            .formatted(bare, one.server().password()));
    assertThat(fixture.run("status", "--target", "eu").out())
        .startsWith("Database " + one.name() + " on ");
  }

  @Test
  void aPartWithoutTargetsIsDone() {
    schemas(1, "");
    List<Integer> codes = new ArrayList<>();
    for (int shard = 1; shard <= 5; shard++) {
      codes.add(fixture.run("fleet", "migrate", "--shard", shard + "/5").exitCode());
    }
    assertThat(codes).containsOnly(0);
    assertThat(database().hasRelation("tenant_1.three")).isTrue();
  }

  @Test
  void whatTheEnvironmentSaysOfEncryptionHoldsForEachTarget() throws Exception {
    TestDatabase one = other();
    conf("fleet { targets = [eu: '" + one.url().replace("jdbc:", "") + "'] }");
    fixture.environment("PGSSLMODE", "verify-full");
    assertThat(states(json("fleet", "status"))).containsExactly("eu unreachable");
  }

  @Test
  void thePrivateServerIsStartedOnceForAllItsSchemas() throws Exception {
    fixture.write(
        "postcar.conf.groovy",
        """
        packages = ['app']
        sources = ['src']
        connection { embedded = true }
        fleet { targets = ['schema=public', 'b schema=nosuch']; maxFailures = 5 }
        """);
    assertThat(states(json("fleet", "migrate"))).containsExactly("b refused", "public done");
  }

  @Test
  void aTargetOfTheFleetIsEnoughWithoutAConnection() {
    TestDatabase one = other();
    fixture.write(
        "postcar.conf.groovy",
        """
        packages = ['app']
        sources = ['src']
        fleet { targets = [eu: '%s'] }
        """
            .formatted(one.url().replace("jdbc:", "")));
    fixture.run("migrate", "--target", "eu");
    Ran ran = fixture.run("trace", "--target", "eu");
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(ran.out()).as("all are applied there").doesNotContain("M0001");
  }

  @Test
  void theFileThatSaysDoneIsNotThatOfATarget() {
    schemas(1, "");
    conf(SCHEMAS.formatted("") + "; flag { directory = 'done'; version = '1'; create = true }");
    assertThat(fixture.run("migrate").exitCode()).isZero();
    Ran ran = fixture.run("migrate", "--target", "tenant_1");
    assertThat(ran.out()).contains("Applied 3 migrations");
    assertThat(database().hasRelation("tenant_1.three")).isTrue();
  }

  @Test
  void whatRunsOnAScratchDatabaseHasTheSchemaOfTheTarget() {
    schemas(1, "");
    Ran verified = fixture.run("verify", "--target", "tenant_1");
    assertThat(verified.exitCode()).as(verified.err()).isZero();
    assertThat(verified.out()).contains("3 migrations verified: 3 ok");
    Ran traced = fixture.run("trace", "--target", "tenant_1");
    assertThat(traced.exitCode()).as(traced.err()).isZero();
    assertThat(traced.out()).contains("M0003_Three");
  }

  @Test
  void anAdvisedCommandIsForTheTarget() {
    schemas(2, "maxFailures = 5");
    fixture.write(
        "src/app/M0004_Four.sql",
        """
        -- postcar: nontransactional
        create table four ();
        select 1 / 0;
        """);
    Ran ran = fixture.run("fleet", "migrate");
    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.out())
        .contains(" --target tenant_1")
        .doesNotContainPattern("\"postcar (resume|mark|show|status|rollback) (?!--target)");
  }

  @Test
  void postcarsOwnQueriesOnAClusterRunNothingOfOthers() {
    database()
        .execute(
            "create table called (by text); create function public.citus_get_active_worker_nodes(out"
                + " node_name text, out node_port int) returns setof record language sql as"
                + " $$ select 'x'::text, 1 $$; create table public.pg_extension (extname text);"
                + " insert into public.pg_extension values ('citus')");
    database()
        .execute("alter database " + database().name() + " set search_path = public, pg_catalog");
    conf("fleet { cluster = 'citus' }");
    assertThat(fixture.run("fleet", "status").err())
        .contains("the extension citus is not installed in " + database().name());
  }

  @Test
  void noPartOfAPasswordIsInTheListOfSettings() {
    conf("fleet { targets = ['a postgresql://u:se/cret@h/d', 'b postgresql://u:x@y@h/d'] }");
    assertThat(fixture.run("config").out()).doesNotContain("cret").doesNotContain("x@y");
  }
}

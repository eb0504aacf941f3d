package dev.postcar.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postcar.internal.history.LockKey;
import dev.postcar.testing.MigrationFolder;
import dev.postcar.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A fleet in which one server is down, one target locked, one drifted, and one has a bad row. */
final class FleetTroubleTest {

  private static final String UNTOUCHED =
      "select xmin::text, generation, updated_at from _postcar.version union all"
          + " select xmin::text, id, applied_at from _postcar.migration union all"
          + " select xmin::text, id, at from _postcar.event order by 1, 2";

  @TempDir Path directory;
  private final Map<String, TestDatabase> databases = new LinkedHashMap<>();
  private MigrationFolder folder;
  private FaultProxy server;
  private CommandLine line;

  @BeforeEach
  void open() throws IOException {
    String targets = "";
    for (String name :
        List.of("down_1", "down_2", "drifted", "good_1", "good_2", "locked", "rows")) {
      TestDatabase database = new TestDatabase();
      databases.put(name, database);
      String url = database.url().replace("jdbc:", "");
      if (name.startsWith("down")) {
        server = server == null ? new FaultProxy("127.0.0.1", database.server().port()) : server;
        url = url.replaceFirst("//[^/]*", "//127.0.0.1:" + server.port());
      }
      targets += name + " " + url + "\n";
    }
    Files.writeString(directory.resolve("targets.txt"), targets);
    Files.writeString(
        directory.resolve("postcar.conf.groovy"),
        """
        packages = ['app']
        sources = ['src']
        lockWait = '1s'
        fleet.file = 'targets.txt'
        fleet.perServer = 1
        fleet.maxFailures = 9
        """);
    line = new CommandLine(directory, Map.of());
    folder =
        new MigrationFolder(directory.resolve("src"))
            .sql(
                "M0001_Item",
                "create table item (price int, note text); insert into item values (1, 'x')",
                "drop table item");
    assertThat(line.run(List.of("fleet", "migrate")).exitCode()).isZero();
    folder
        .sql(
            "M0002_Note",
            "alter table item alter note set default ''",
            "alter table item alter note drop default")
        .sql(
            "M0003_Price",
            "alter table item add constraint price_positive check (price > 0)",
            "alter table item drop constraint price_positive");
  }

  @AfterEach
  void close() {
    server.close();
    databases.values().forEach(TestDatabase::close);
  }

  @Test
  void eachIsNamedOnceWithItsReasonAndARerunTouchesOnlyWhatIsLeft() throws Exception {
    server.refuse(true);
    databases.get("drifted").execute("alter table item drop column note");
    databases.get("rows").execute("insert into item values (-1, 'y')");
    Said drift = line.run(List.of("fleet", "drift", "--targets", "d*", "--targets", "good_1"));
    assertThat(drift.exitCode()).as("%s", drift).isEqualTo(6);
    assertThat(drift.out())
        .containsOnlyOnce("found  drifted\n  missing column public.item.note\n")
        .containsOnlyOnce("unreachable  down_1\n")
        .containsOnlyOnce("not-tried  down_2\n")
        .contains("4 targets: 1 nothing, 1 found, 1 unreachable, 1 not-tried");
    Said first;
    try (Connection other = databases.get("locked").connect();
        Statement holder = other.createStatement()) {
      holder.execute("select pg_advisory_lock(" + LockKey.runner("_postcar") + ")");
      first = line.run(List.of("fleet", "migrate"));
    }
    assertThat(first.exitCode()).as("%s", first).isEqualTo(1);
    List<String> reasons =
        List.of(
            "failed  drifted\n  app.M0002_Note failed: column \"note\" of relation \"item\" does not"
                + " exist (SQLSTATE 42703)",
            "failed  rows\n  app.M0003_Price failed: check constraint \"price_positive\" of relation"
                + " \"item\" is violated by some row (SQLSTATE 23514)",
            "refused  locked\n  The runner lock of this database is held by another session",
            "unreachable  down_1\n",
            "not-tried  down_2\n  Its server 127.0.0.1:" + server.port() + " could not be reached");
    for (String reason : reasons) {
      assertThat(first.out()).containsOnlyOnce(reason);
    }
    for (String name : databases.keySet()) {
      // Once, and in no other group; the good ones only in the sum.
      assertThat(first.out().split("\\b" + name + "\\b", -1).length - 1)
          .as("%s in %s", name, first.out())
          .isEqualTo(name.startsWith("good") ? 0 : 1);
    }
    assertThat(first.out())
        .contains("7 targets: 2 done, 2 failed, 1 refused, 1 unreachable, 1 not-tried");

    List<List<String>> before = good();
    server.refuse(false);
    databases.get("drifted").execute("alter table item add column note text");
    databases.get("rows").execute("delete from item where price < 0");
    Said again = line.run(List.of("fleet", "migrate", "--json"));
    assertThat(again.exitCode()).as("%s", again).isZero();
    assertThat(states(again))
        .containsExactly(
            "down_1 done 2",
            "down_2 done 2",
            "drifted done 2",
            "good_1 nothing 0",
            "good_2 nothing 0",
            "locked done 2",
            "rows done 1");
    assertThat(good()).isEqualTo(before);
    assertThat(line.run(List.of("fleet", "status")).exitCode()).isZero();
  }

  /** The bookkeeping of what was done at once. */
  private List<List<String>> good() {
    return List.of(
        databases.get("good_1").rows(UNTOUCHED), databases.get("good_2").rows(UNTOUCHED));
  }

  private static List<String> states(Said said) throws IOException {
    List<String> states = new ArrayList<>();
    for (JsonNode one : new ObjectMapper().readTree(said.out()).get("targets")) {
      states.add(
          String.join(
              " ", one.get("name").asText(), one.get("state").asText(), one.get("count").asText()));
    }
    return states;
  }
}

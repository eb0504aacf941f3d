package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postcar.cli.CommandLineFixture.Ran;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code verify} from end to end, on a scratch server. */
final class VerifyCommandTest {

  private final CommandLineFixture fixture = new CommandLineFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  /** Each of five rollbacks forgets one thing; a sixth migration and a seventh are sound. */
  private void fiveFaults() {
    fixture
        .sql(
            "M0001_Book",
            """
            create table book (id int primary key, title text not null, price int default 1);
            comment on table book is 'Books';
            create type state as enum ('new', 'old');
            create role verify_reader;
            """,
            "drop table book; drop type state; drop role verify_reader;")
        .sql("M0002_Index", "create index if not exists book_title on book (title);", "select 1;")
        .sql(
            "M0003_Default",
            "alter table book alter price set default 2;",
            "alter table book alter price drop default;")
        .sql(
            "M0004_Comment",
            "comment on table book is 'All books';",
            "comment on table book is null;")
        .sql(
            "M0005_Grant",
            "grant select on book to verify_reader;",
            "revoke all on book from verify_reader; grant insert on book to verify_reader;")
        .sql("M0006_Label", "alter type state add value if not exists 'lost';", "select 1;")
        .sql("M0007_Sound", "alter table book add isbn text;", "alter table book drop isbn;")
        .sql("M0008_OneWay", "alter table book drop column price;", null);
  }

  @Test
  void everyFaultIsNamedOnceAndNothingElse() throws Exception {
    fiveFaults();
    // Without, a line says every ten seconds how far it is.
    Ran ran = fixture.run("verify", "--json", "--progress=off");
    assertThat(ran.exitCode()).isEqualTo(6);
    assertThat(ran.warnings()).isEmpty();
    JsonNode result = new ObjectMapper().readTree(ran.out());
    assertThat(result.fieldNames()).toIterable().containsExactly("migrations");
    JsonNode second = result.get("migrations").get(1);
    assertThat(second.fieldNames())
        .toIterable()
        .containsExactly("id", "result", "differences", "through", "reason");
    assertThat(second.get("differences").get(0).fieldNames())
        .toIterable()
        .containsExactly("phase", "object", "before", "after");
    assertThat(found(result))
        .containsExactly(
            "app.M0001_Book ok",
            "app.M0002_Index differs",
            "rollback index public.book_title",
            "app.M0003_Default differs",
            "rollback column public.book.price",
            "app.M0004_Comment differs",
            "rollback comment on table public.book",
            "app.M0005_Grant differs",
            "rollback grant on table public.book",
            "app.M0006_Label differs",
            "rollback type public.state",
            "app.M0007_Sound ok",
            "app.M0008_OneWay irreversible");
    assertThat(second.get("differences").get(0).get("before").isNull()).isTrue();
    assertThat(second.get("differences").get(0).get("after").asText()).contains("btree (title)");
    assertThat(
            fixture.database().rows("select nspname from pg_namespace where nspname = '_postcar'"))
        .isEmpty();
    assertThat(fixture.database().hasRelation("book")).isFalse();
  }

  @Test
  void theTextNamesWhatTheRollbackLeavesLosesAndChanges() {
    fiveFaults();
    Ran ran = fixture.run("verify");
    assertThat(ran.exitCode()).isEqualTo(6);
    assertThat(ran.out())
        .isEqualTo(
            """
            differs       app.M0002_Index
              rollback leaves             index public.book_title
                  after:  CREATE INDEX book_title ON public.book USING btree (title)
            differs       app.M0003_Default
              rollback changes            column public.book.price
                  before: integer default 1
                  after:  integer
            differs       app.M0004_Comment
              rollback loses              comment on table public.book
                  before: Books
            differs       app.M0005_Grant
              rollback leaves             grant on table public.book
                  after:  grant insert to verify_reader
            differs       app.M0006_Label
              rollback changes            type public.state
                  before: create type public.state as enum ('new', 'old')
                  after:  create type public.state as enum ('new', 'old', 'lost')
            irreversible  app.M0008_OneWay
            8 migrations verified: 2 ok, 5 differs, 1 irreversible.
            """);
  }

  @Test
  void onlyAndFromChooseAndStrictCountsWhatCannotBeUndone() throws Exception {
    fiveFaults();
    Ran only = fixture.run("verify", "--only", "M0007");
    assertThat(only.out()).isEqualTo("1 migration verified: 1 ok.\n");
    assertThat(only.exitCode()).isZero();
    Ran from = fixture.run("verify", "--from", "M0007", "-v");
    assertThat(from.out())
        .isEqualTo(
            """
            ok            app.M0007_Sound
            irreversible  app.M0008_OneWay
            2 migrations verified: 1 ok, 1 irreversible.
            """);
    assertThat(from.exitCode()).isZero();
    Ran strict = fixture.run("verify", "--from", "M0007", "--strict", "--json");
    assertThat(strict.exitCode()).isEqualTo(6);
    assertThat(found(new ObjectMapper().readTree(strict.out())))
        .containsExactly("app.M0007_Sound ok", "app.M0008_OneWay irreversible");
    assertThat(fixture.run("verify", "--from", "M0001", "--only", "M0002").exitCode()).isEqualTo(2);
    assertThat(fixture.run("verify", "--only", "M0099").exitCode()).isEqualTo(2);
  }

  @Test
  void whatDoesNotRunIsAFindingToo() throws Exception {
    fixture
        .sql("M0001_Twice", "create table a (); insert into log values (1);", "drop table a;")
        .sql("M0000_Log", "create table log (n int primary key);", "drop table log;")
        .sql("M0002_Back", "create table b ();", "drop table no_such;")
        .sql("M0003_Forward", "create table c (); drop table nope;", "drop table c;")
        .sql("M0004_Never", "create table d ();", "drop table d;");
    Ran ran = fixture.run("verify", "--json");
    assertThat(ran.exitCode()).isEqualTo(6);
    assertThat(ran.err())
        .isEqualTo(
            "warning: not tried, because they come after a migration that does not run: 1 migration\n");
    JsonNode result = new ObjectMapper().readTree(ran.out());
    assertThat(found(result))
        .containsExactly(
            "app.M0000_Log ok",
            "app.M0001_Twice differs",
            "second forward error",
            "app.M0002_Back failed",
            "rollback error",
            "app.M0003_Forward failed",
            "forward error");
    assertThat(result.get("migrations").get(1).get("differences").get(0).get("after").asText())
        .contains("duplicate key")
        .contains("23505");
    assertThat(fixture.run("verify").out())
        .isEqualTo(
            """
            differs       app.M0001_Twice
              second forward:             duplicate key value violates unique constraint "log_pkey" (SQLSTATE 23505)
            failed        app.M0002_Back
              rollback:                   table "no_such" does not exist (SQLSTATE 42P01)
            failed        app.M0003_Forward
              forward:                    table "nope" does not exist (SQLSTATE 42P01)
            4 migrations verified: 1 ok, 1 differs, 2 failed.
            """);
  }

  @Test
  void itNeedsNoDatabaseAndLeavesTheNamedServerAsItWas() {
    fixture.three();
    fixture.write("postcar.conf.groovy", "packages = ['app']\nsources = ['src']\n");
    assertThat(fixture.run("verify").out()).isEqualTo("3 migrations verified: 3 ok.\n");
    List<String> before = fixture.database().rows("select datname from pg_database order by 1");
    Ran named = fixture.run("verify", "--scratch", fixture.database().url());
    assertThat(named.warnings()).isEmpty();
    assertThat(named.out()).isEqualTo("3 migrations verified: 3 ok.\n");
    assertThat(fixture.database().rows("select datname from pg_database order by 1"))
        .isEqualTo(before);
    Ran bad = fixture.run("verify", "--scratch", "nonsense");
    assertThat(bad.exitCode()).isEqualTo(2);
    assertThat(bad.err()).contains("scratch");
    Ran config = fixture.run("config", "--scratch", "postgresql://me:hunter2@localhost/x");
    assertThat(config.out()).contains("postgresql://me:****@localhost/x").doesNotContain("hunter2");
  }

  @Test
  void managedViewsComeAndGoWithTheirMigrations() throws Exception {
    fixture
        .three()
        .source(
            "Ones",
            """
            @Since(M0001_One.class) @Until(M0003_Three.class) public class Ones extends View {
              public String up() { return "create view ones as select * from one"; }
              public String down() { return "drop view ones"; }
            }
            """)
        .source(
            "M0004_Wider",
            """
            public class M0004_Wider extends Migration {
              public String forward() { return "alter table two add name text"; }
              public String rollback() { return "select 1"; }
            }
            """)
        .source(
            "Twos",
            """
            @Since(M0002_Two.class) public class Twos extends View {
              public String up() { return "create view twos as select id from two"; }
              public String down() { return "drop view twos"; }
            }
            """);
    Ran ran = fixture.run("verify", "--json");
    assertThat(found(new ObjectMapper().readTree(ran.out())))
        .containsExactly(
            "app.M0001_One ok",
            "app.M0002_Two ok",
            "app.M0003_Three ok",
            "app.M0004_Wider differs",
            "rollback column public.two.name");
  }

  @Test
  void theSampleIsSound() {
    fixture.write("postcar.conf.groovy", "packages = ['shop.migrations', 'billing.migrations']\n");
    Ran ran =
        fixture.run(
            "verify", "--sources", Path.of("migrations-sample").toAbsolutePath().toString());
    assertThat(ran.warnings()).isEmpty();
    assertThat(ran.out()).matches("\\d+ migrations verified: \\d+ ok.\n");
    assertThat(ran.exitCode()).isZero();
  }

  @Test
  void whatIsRestoredFirstIsWhereTheMigrationsBegin() {
    fixture
        .write("base.sql", "create table base (id int primary key);\n")
        .write(
            "postcar.conf.groovy",
            "packages = ['app']\nsources = ['src']\nrestore.dump = 'base.sql'\n")
        .sql("M0001_More", "alter table base add more text;", "alter table base drop more;")
        .sql("M0002_Wrong", "alter table base add most text;", "select 1;")
        .sql("M0003_Last", "alter table base add last text;", "alter table base drop last;");
    Ran ran = fixture.run("verify", "-v");
    assertThat(ran.out())
        .isEqualTo(
            """
            ok            app.M0001_More
            differs       app.M0002_Wrong
              rollback leaves             column public.base.most
                  after:  text
            ok            app.M0003_Last
            3 migrations verified: 2 ok, 1 differs.
            """);
  }

  @Test
  void codeAndNonTransactionalMigrationsAreVerifiedAsTheyRun() {
    fixture
        .sql("M0001_T", "create table t (n int); insert into t values (1);", "drop table t;")
        .source(
            "M0002_Concurrently",
            """
            @NonTransactional public class M0002_Concurrently extends Migration {
              public String forward() { return "create index concurrently t_n on t (n)"; }
              public String rollback() { return "drop index concurrently t_n"; }
            }
            """)
        .source(
            "M0003_Code",
            """
            public class M0003_Code extends CodeMigration {
              public void forward(Context context) throws Exception {
                try (var s = context.connection().createStatement()) {
                  s.execute("alter table t add m int; update t set m = n");
                }
              }
              public void rollback(Context context) throws Exception {
                try (var s = context.connection().createStatement()) {
                  s.execute("alter table t drop m");
                }
              }
            }
            """);
    Ran ran = fixture.run("verify", "-v");
    assertThat(ran.out())
        .isEqualTo(
            """
            ok            app.M0001_T
            ok            app.M0002_Concurrently
            ok            app.M0003_Code
            3 migrations verified: 3 ok.
            """);
  }

  private static List<String> found(JsonNode result) {
    List<String> found = new ArrayList<>();
    for (JsonNode one : result.get("migrations")) {
      found.add(one.get("id").asText() + " " + one.get("result").asText());
      StreamSupport.stream(one.get("differences").spliterator(), false)
          .map(each -> each.get("phase").asText() + " " + each.get("object").asText())
          .forEach(found::add);
    }
    return found;
  }
}

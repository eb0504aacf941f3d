package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postcar.cli.CommandLineFixture.Ran;
import dev.postcar.testing.TestDatabase;
import java.sql.Connection;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code drift} from end to end: what somebody did by hand, and nothing else. */
final class DriftCommandTest {

  private final CommandLineFixture fixture = new CommandLineFixture();
  private final TestDatabase live = fixture.database();

  @BeforeEach
  void migrate() {
    live.server()
        .execute(
            "create role drift_app; create role drift_reader; create role drift_owner login"
                + " password 'drift'; grant drift_app to drift_owner");
    live.execute("grant create on database " + live.name() + " to drift_owner");
    fixture
        .sql(
            "M0001_Shop",
            """
            create schema shop;
            create type shop.state as enum ('new', 'old');
            create table shop.book (
              id int primary key, title text not null, price numeric default 1,
              state shop.state, constraint price_positive check (price > 0));
            create index book_title on shop.book (title);
            comment on table shop.book is 'Books';
            create sequence shop.number;
            grant select on shop.book to drift_reader;
            """,
            null)
        .sql(
            "M0002_Code",
            """
            create function shop.one() returns int language sql as 'select 1';
            create view shop.cheap as select id from shop.book where price < 10;
            create function shop.touch() returns trigger language plpgsql as
              $$ begin return new; end $$;
            create trigger book_touch before update on shop.book
              for each row execute function shop.touch();
            create policy book_policy on shop.book using (true);
            """,
            null)
        .sql("M0003_Gone", "create table shop.gone (id int);", "drop table shop.gone;")
        .source(
            "Expensive",
            """
            @Since(M0001_Shop.class) public class Expensive extends View {
              public String up() { return "create view shop.expensive as select * from shop.book where price > 99"; }
              public String down() { return "drop view shop.expensive"; }
            }
            """)
        .source(
            "Dear",
            """
            @Uses(Expensive.class) public class Dear extends View {
              public String up() { return "create view shop.dear as select id from shop.expensive"; }
              public String down() { return "drop view shop.dear"; }
            }
            """);
    assertThat(fixture.run("migrate").exitCode()).isZero();
  }

  @AfterEach
  void close() {
    fixture.close();
    live.server().execute("drop role drift_owner, drift_app, drift_reader");
  }

  @Test
  void anUntouchedDatabaseHasNoDriftAndIsOnlyRead() {
    String before = activity();
    Ran ran = fixture.run("drift");
    assertThat(ran.out()).isEqualTo("The schema is as the applied migrations build it.\n");
    assertThat(ran.warnings()).isEmpty();
    assertThat(ran.exitCode()).isZero();
    assertThat(fixture.run("drift", "--json").out().replaceAll("\\s", ""))
        .isEqualTo("{\"differences\":[]}");
    assertThat(activity()).isEqualTo(before);
  }

  @Test
  void disabledForeignKeysSettingsAndExtensionVersionsAreSeen() {
    fixture.sql(
        "M0004_More",
        """
        create table shop.copy (id int references shop.book deferrable, code int unique deferrable);
        create extension pg_trgm version '1.5';
        do $$ begin execute format('alter database %I set work_mem = ''8MB''', current_database()); end $$;
        do $$ begin execute format('alter role %I in database %I set jit = off', current_user, current_database()); end $$;
        """,
        null);
    assertThat(fixture.run("migrate").exitCode()).isZero();
    Ran clean = fixture.run("drift");
    assertThat(clean.out())
        .as(clean.err())
        .isEqualTo("The schema is as the applied migrations build it.\n");
    live.execute("alter table shop.copy disable trigger all; alter extension pg_trgm update");
    live.execute("alter database " + live.name() + " set work_mem = '16MB'");
    live.execute("alter database " + live.name() + " set my.secret_key = 'hidden'");
    live.execute(
        "alter role " + live.server().user() + " in database " + live.name() + " reset jit");
    live.execute("alter role drift_reader in database " + live.name() + " set search_path = shop");
    assertThat(fixture.run("drift").out())
        .isEqualTo(
            """
              differs  constraint shop.copy.copy_code_key
                  expected: UNIQUE (code) DEFERRABLE
                  live:     UNIQUE (code) DEFERRABLE disabled on shop.copy
              differs  constraint shop.copy.copy_id_fkey
                  expected: FOREIGN KEY (id) REFERENCES shop.book(id) DEFERRABLE
                  live:     FOREIGN KEY (id) REFERENCES shop.book(id) DEFERRABLE disabled on shop.copy
              missing  setting jit of role postgres
                  expected: off
              differs  setting work_mem of database
                  expected: 8MB
                  live:     16MB
              differs  version of extension pg_trgm
                  expected: 1.5
                  live:     1.6
            5 objects differ from what the applied migrations build.
            """);
    assertThat(fixture.run("drift", "--ignore", "setting *,constraint *,version *").exitCode())
        .isZero();
  }

  @Test
  void whatSeveralUsersAppliedIsOwnedBySeveralAndChangedClassesCountAsTheyWere() {
    fixture.sql("M0004_Own", "create schema own; create table own.t (id int);", null);
    live.execute("grant usage on schema _postcar, shop to drift_owner");
    live.execute("grant select, insert, update on all tables in schema _postcar to drift_owner");
    Ran migrated = fixture.run("migrate", "-U", "drift_owner", "-P", "drift");
    assertThat(migrated.exitCode()).as(migrated.err()).isZero();
    assertThat(live.value("select tableowner from pg_tables where tablename = 't'"))
        .isEqualTo("drift_owner");
    fixture.sql("M0004_Own", "create schema own; create table own.other (id int);", null);
    Ran ran = fixture.run("drift", "--trust-history", "--ignore", "grant on schema shop");
    assertThat(ran.out()).isEqualTo("The schema is as the applied migrations build it.\n");
  }

  @Test
  void aRoleThatAMissingClassHasMadeIsMadeAgain() {
    String role = "create role drift_made; grant select on shop.book to drift_made;";
    fixture.sql("M0004_Role", role, null);
    assertThat(fixture.run("migrate").exitCode()).isZero();
    fixture.delete("src/app/M0004_Role.java");
    Ran ran = fixture.run("drift", "--trust-history");
    live.execute("revoke all on shop.book from drift_made; drop role drift_made");
    assertThat(ran.out() + ran.err())
        .isEqualTo("The schema is as the applied migrations build it.\n");
  }

  @Test
  @Timeout(60)
  void aLockedTableIsNotWaitedFor() throws Exception {
    try (Connection other = live.connect();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("lock table shop.book in access exclusive mode");
      Ran ran = fixture.run("drift");
      assertThat(ran.exitCode()).isEqualTo(4);
      assertThat(ran.err())
          .contains("keep one of its tables locked", "lock timeout", "rerun it later");
    }
    assertThat(fixture.run("drift").exitCode()).isZero();
  }

  @Test
  void eachChangeByHandIsNamed() throws Exception {
    Map<String, String> changes = new LinkedHashMap<>();
    changes.put("column shop.book.isbn", "alter table shop.book add isbn text");
    changes.put("column shop.book.title", "alter table shop.book alter title drop not null");
    changes.put("column shop.book.price", "alter table shop.book alter price set default 2");
    changes.put("index shop.book_title", "drop index shop.book_title");
    changes.put("index shop.book_price", "create index book_price on shop.book (price)");
    changes.put(
        "constraint shop.book.price_positive",
        "alter table shop.book drop constraint price_positive");
    changes.put("comment on table shop.book", "comment on table shop.book is 'All books'");
    changes.put("grant on table shop.book", "grant insert on shop.book to drift_reader");
    changes.put("type shop.state", "alter type shop.state add value 'lost'");
    changes.put("sequence shop.number", "alter sequence shop.number increment 2");
    changes.put(
        "function shop.one()",
        "create or replace function shop.one() returns int language sql as 'select 2'");
    changes.put(
        "view shop.cheap",
        "create or replace view shop.cheap as select id from shop.book where price < 5");
    changes.put("trigger shop.book.book_touch", "drop trigger book_touch on shop.book");
    changes.put(
        "policy shop.book.book_policy", "alter policy book_policy on shop.book using (false)");
    changes.put("table shop.gone", "drop table shop.gone");
    changes.put("table shop.stray", "create table shop.stray (id int)");
    changes.put(
        "owner of function shop.touch()", "alter function shop.touch() owner to drift_owner");
    changes.put("schema other", "create schema other");
    changes.put("view shop.dear", "drop view shop.dear");
    changes.put("comment on column shop.book.id", "comment on column shop.book.id is 'Key'");
    changes.values().forEach(live::execute);
    assertThat(changes).hasSize(20);

    Ran ran = fixture.run("drift", "--json");
    assertThat(ran.exitCode()).isEqualTo(6);
    JsonNode result = new ObjectMapper().readTree(ran.out());
    assertThat(result.fieldNames()).toIterable().containsExactly("differences");
    assertThat(result.get("differences").get(0).fieldNames())
        .toIterable()
        .containsExactly("object", "before", "after");
    assertThat(objects(result)).containsExactlyInAnyOrderElementsOf(changes.keySet());
  }

  @Test
  void theTextSaysWhatIsExtraMissingAndDifferentAndPatternsPassOver() {
    live.execute("alter table shop.book alter price set default 2; drop table shop.gone");
    live.execute("create schema audit; create table audit.log (id int primary key)");
    Ran ran = fixture.run("drift");
    assertThat(ran.exitCode()).isEqualTo(6);
    assertThat(ran.out())
        .isEqualTo(
            """
              differs  column shop.book.price
                  expected: numeric default 1
                  live:     numeric default 2
              extra    schema audit
              extra    table audit.log
              missing  table shop.gone
            4 objects differ from what the applied migrations build.
            """);
    Ran ignoring = fixture.run("drift", "--ignore", "audit*", "--ignore", "table shop.gon?");
    assertThat(ignoring.out())
        .endsWith("1 object differs from what the applied migrations build.\n");
    fixture.write("postcar.conf.groovy", fixture.conf("ignore = ['*audit*', 'shop.*']"));
    assertThat(fixture.run("drift").exitCode()).isZero();
  }

  @Test
  void onANamedServerNothingStays() {
    List<String> before = everything();
    Ran ran = fixture.run("drift", "--scratch", live.url());
    assertThat(ran.out()).isEqualTo("The schema is as the applied migrations build it.\n");
    assertThat(ran.warnings()).isEmpty();
    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void codeThatIsGoneCannotRunAgain() {
    fixture.source(
        "M0004_Code",
        "public class M0004_Code extends CodeMigration { public void forward(Context c) {} }");
    assertThat(fixture.run("migrate").exitCode()).isZero();
    assertThat(fixture.run("drift").exitCode()).isZero();
    fixture.delete("src/app/M0004_Code.java");
    Ran ran = fixture.run("drift");
    assertThat(ran.exitCode()).isEqualTo(4);
    assertThat(ran.err()).startsWith("postcar: Refused: app.M0004_Code was applied as Java code");
  }

  private List<String> everything() {
    return live.rows(
        "select datname from pg_database union all select rolname from pg_roles order by 1");
  }

  private String activity() {
    return live.value(
        "select (select generation from _postcar.version) || ' ' || (select count(*) from"
            + " _postcar.event)");
  }

  private static List<String> objects(JsonNode result) {
    return StreamSupport.stream(result.get("differences").spliterator(), false)
        .map(one -> one.get("object").asText())
        .toList();
  }
}

package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.cli.CommandLineFixture.Ran;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code import}: each format with what it allows, proved against psql. */
final class ImportTest {

  private final CommandLineFixture fixture = new CommandLineFixture();

  @BeforeEach
  void open() throws IOException {
    Files.createDirectories(fixture.directory().resolve("src"));
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private ImportTest old(String file, String text) {
    fixture.write("old/" + file, text);
    return this;
  }

  private String ok(String... command) {
    Ran ran = fixture.run(command);
    assertThat(ran.exitCode()).as(String.join(" ", command) + ran.out() + ran.err()).isZero();
    return ran.out();
  }

  private String read(String file) throws IOException {
    return Files.readString(fixture.directory().resolve("src/app/" + file));
  }

  private String[] written() throws IOException {
    try (Stream<Path> list = Files.list(fixture.directory().resolve("src/app"))) {
      return list.map(path -> path.getFileName().toString()).sorted().toArray(String[]::new);
    }
  }

  /** The import runs, down and up again. */
  private void runs() {
    ok("migrate");
    ok("check");
    assertThat(ok("migrate")).contains("Nothing to do");
  }

  @Test
  void flyway() throws IOException {
    old("sql/V1__init.sql", "create table ${prefix}book (id int primary key);\r\n")
        .old("sql/V1_1__add_title.sql", "alter table shop_book add title text;")
        .old("sql/V1_10__index.sql", "create index concurrently book_title on shop_book (title);")
        .old("sql/V1_9__before.sql", "create table nine ();")
        .old("sql/V2__type.sql", "alter type mood add value 'x';")
        .old("sql/V2__type.sql.conf", "executeInTransaction=false\n")
        .old("sql/V1_11__mood.sql", "create type mood as enum ('a');")
        .old("sql/U1_1__add_title.sql", "alter table shop_book drop title;")
        .old("sql/B1__base.sql", "create table never ();")
        .old("sql/R__Titles.sql", "create or replace view titles as select title from shop_book;")
        .old("sql/beforeMigrate__x.sql", "select 1;")
        .old("sql/notes.sql", "select 1;");
    String said = ok("import", "flyway", "old", "--placeholder", "prefix=shop_");
    assertThat(said)
        .contains(
            "old/".substring(4) + "sql/V1_1__add_title.sql",
            "beforeMigrate__x.sql:1: it is a callback",
            "B1__base.sql:1: it is a baseline",
            "notes.sql:1: its name is not one that Flyway runs",
            "give the same schema");
    assertThat(written())
        .containsExactly(
            "M0001_Init.sql",
            "M0002_AddTitle.sql",
            "M0003_Before.sql",
            "M0004_Index.sql",
            "M0005_Mood.sql",
            "M0006_Type.sql",
            "Titles.view.sql");
    assertThat(read("M0001_Init.sql")).isEqualTo("create table shop_book (id int primary key);\n");
    assertThat(read("M0002_AddTitle.sql"))
        .isEqualTo(
            "alter table shop_book add title text;\n-- postcar: rollback\nalter table shop_book drop title;\n");
    assertThat(read("M0004_Index.sql")).startsWith("-- postcar: nontransactional\n");
    assertThat(read("M0006_Type.sql")).startsWith("-- postcar: nontransactional\n");
    runs();
  }

  @Test
  void aPlaceholderWithoutAValueIsSaidAndNothingIsWritten() throws IOException {
    old("V1__init.sql", "select 1;\ncreate table ${prefix}book (id int);");
    Ran ran = fixture.run("import", "flyway", "old");
    assertThat(ran.exitCode()).isEqualTo(6);
    assertThat(ran.err()).contains("V1__init.sql:2: the placeholder ${prefix} has no value");
    assertThat(fixture.directory().resolve("src/app")).doesNotExist();
    assertThat(fixture.run("import", "flyway", "old", "--check-only").exitCode()).isEqualTo(6);
    assertThat(fixture.run("import", "flyway", "old", "--placeholder", "x").exitCode())
        .isEqualTo(2);
  }

  @Test
  void liquibase() throws IOException {
    old(
        "changelog/a.sql",
        """
        --liquibase formatted sql
        --property name:tab value:book

        --changeset ada:1
        --comment: the first one
        create table ${tab} (id int primary key);
        --rollback drop table ${tab};

        --changeset ada:add-title context:test runInTransaction:false
        alter table book add title text;
        --rollback alter table book
        --rollback drop title;

        --changeset ada:func splitStatements:false endDelimiter:/
        create function one() returns int language plpgsql as $$ begin return 1; end $$;
        /
        /* liquibase rollback
        drop function one();
        */

        --changeset ada:oracle dbms:oracle
        create table oracle (id number);

        --changeset ada:pre
        --preconditions onFail:MARK_RAN
        --precondition-sql-check expectedResult:0 select count(*) from book
        create table pre ();
        --rollback empty
        """);
    old("changelog/b.sql", "--liquibase formatted sql\n--changeset bob:2\ncreate table b ();\n");
    old("changelog/other.sql", "create table other ();\n");
    old(
        "changelog/db.changelog-master.yaml",
        "databaseChangeLog:\n  - include:\n      file: changelog/b.sql\n  - include:\n      file: changelog/a.sql\n");
    String said = ok("import", "liquibase-sql", "old");
    assertThat(said)
        .contains(
            "changelog/a.sql:21: it is for oracle",
            "its context (test) is not kept",
            "changelog/a.sql:25: a precondition",
            "changelog/other.sql:1: it does not begin with",
            "give the same schema");
    assertThat(written())
        .containsExactly(
            "M0001_B2.sql",
            "M0002_A1.sql",
            "M0003_AddTitle.sql",
            "M0004_Func.sql",
            "M0005_Pre.sql");
    assertThat(read("M0002_A1.sql"))
        .contains("-- postcar: rollback\ndrop table book;\n")
        .contains("create table book");
    assertThat(read("M0003_AddTitle.sql"))
        .startsWith("-- postcar: nontransactional\n")
        .contains("alter table book\ndrop title;");
    runs();
  }

  @Test
  void dbmate() throws IOException {
    old(
            "db/migrations/20240101120000_create_users.sql",
            "-- migrate:up\ncreate table users (id int);\n\n-- migrate:down\ndrop table users;\n")
        .old(
            "db/migrations/20240102120000_index.sql",
            "-- migrate:up transaction:false\ncreate index concurrently users_id on users (id);\n-- migrate:down transaction:false\ndrop index concurrently users_id;\n")
        .old("db/schema.sql", "create table users (id int);");
    assertThat(ok("import", "dbmate", "old")).contains("it is dbmate's dump of the schema");
    assertThat(written())
        .containsExactly("M20240101120000_CreateUsers.sql", "M20240102120000_Index.sql");
    assertThat(read("M20240102120000_Index.sql")).startsWith("-- postcar: nontransactional\n");
    runs();
    ok("rollback", "--all", "--yes");
    assertThat(fixture.database().hasRelation("users")).isFalse();
  }

  @Test
  void goose() throws IOException {
    old(
            "00001_init.sql",
            """
            -- +goose Up
            create table post (id int);
            -- +goose StatementBegin
            create function f() returns int language plpgsql as $$ begin return 1; end $$;
            -- +goose StatementEnd

            -- +goose Down
            drop function f();
            drop table post;
            """)
        .old(
            "00002_index.sql",
            "-- +goose NO TRANSACTION\n-- +goose Up\ncreate index concurrently on post (id);\n")
        .old("00003_code.go", "package x");
    assertThat(ok("import", "goose", "old"))
        .contains("00003_code.go:1: it is code: write a CodeMigration for it");
    assertThat(written()).containsExactly("M0001_Init.sql", "M0002_Index.sql");
    assertThat(read("M0002_Index.sql")).startsWith("-- postcar: nontransactional\n");
    runs();
  }

  @Test
  void golangMigrate() throws IOException {
    old("000001_init.up.sql", "create table a (id int); create table b ();")
        .old("000001_init.down.sql", "drop table b; drop table a;")
        .old("000002_more.up.sql", "begin;\nalter table a add x int;\ncommit;\n")
        .old("000003_lonely.down.sql", "select 1;");
    assertThat(ok("import", "golang-migrate", "old"))
        .contains("000003_lonely.down.sql:1: there is no .up.sql that it undoes");
    assertThat(written()).containsExactly("M0001_Init.sql", "M0002_More.sql");
    assertThat(read("M0002_More.sql")).doesNotContain("begin", "commit");
    runs();
    assertThat(read("M0001_Init.sql"))
        .contains("-- postcar: rollback\ndrop table b; drop table a;");
  }

  @Test
  void sqitch() throws IOException {
    old(
            "sqitch.plan",
            """
            %syntax-version=1.0.0
            %project=shop
            %uri=https://example.com/

            appschema 2024-01-01T10:00:00Z Ada <ada@example.com> # the schema
            users [appschema] 2024-01-02T10:00:00Z Ada <ada@example.com> # users
            @v1.0 2024-01-03T10:00:00Z Ada <ada@example.com> # release

            users [users@v1.0] 2024-01-04T10:00:00Z Ada <ada@example.com> # reworked
            """)
        .old(
            "deploy/appschema.sql",
            "-- Deploy shop:appschema to pg\n\nBEGIN;\n\ncreate schema app;\n\nCOMMIT;\n")
        .old("revert/appschema.sql", "BEGIN;\ndrop schema app;\nCOMMIT;\n")
        .old("deploy/users@v1.0.sql", "BEGIN;\ncreate table app.users (id int);\nCOMMIT;\n")
        .old("revert/users@v1.0.sql", "BEGIN;\ndrop table app.users;\nCOMMIT;\n")
        .old("deploy/users.sql", "BEGIN;\nalter table app.users add name text;\nCOMMIT;\n")
        .old("revert/users.sql", "BEGIN;\nalter table app.users drop name;\nCOMMIT;\n")
        .old("verify/users.sql", "select 1;\n");
    assertThat(ok("import", "sqitch", "old"))
        .contains("verify/users.sql:1: postcar verifies by itself");
    assertThat(written())
        .containsExactly("M0001_Appschema.sql", "M0002_Users.sql", "M0003_Users.sql");
    assertThat(read("M0001_Appschema.sql"))
        .contains("-- Deploy shop:appschema")
        .doesNotContain("BEGIN", "COMMIT");
    runs();
    ok("rollback", "--all", "--yes");
  }

  @Test
  void mybatis() throws IOException {
    old(
            "scripts/20240101000000_create_changelog.sql",
            "-- // Create Changelog\ncreate table ${changelog} (id numeric(20,0) primary key, applied_at varchar(25) not null, description varchar(255) not null);\n\n-- //@UNDO\ndrop table ${changelog};\n")
        .old(
            "scripts/20240102000000_first.sql",
            "-- // First migration.\ncreate table ${owner}_thing (id int);\n-- //@UNDO\ndrop table ${owner}_thing;\n")
        .old("scripts/bootstrap.sql", "create table boot ();")
        .old("environments/development.properties", "time_zone=GMT\nowner=me\n");
    assertThat(ok("import", "mybatis", "old")).contains("bootstrap.sql:1: MyBatis runs it once");
    assertThat(written())
        .containsExactly("M20240101000000_CreateChangelog.sql", "M20240102000000_First.sql");
    assertThat(read("M20240102000000_First.sql"))
        .contains("create table me_thing", "-- postcar: rollback\ndrop table me_thing");
    runs();
  }

  @Test
  void diesel() throws IOException {
    old(
            "00000000000000_diesel_initial_setup/up.sql",
            "create function set_updated_at() returns trigger language plpgsql as $$ begin return new; end $$;\n")
        .old("00000000000000_diesel_initial_setup/down.sql", "drop function set_updated_at();\n")
        .old("2024-01-02-030405_posts/up.sql", "create table posts (id int);\n")
        .old("2024-01-02-030405_posts/down.sql", "drop table posts;\n")
        .old("2024-01-03-000000_index/up.sql", "create index concurrently on posts (id);\n")
        .old("2024-01-03-000000_index/metadata.toml", "run_in_transaction = false\n");
    ok("import", "diesel", "old");
    assertThat(written())
        .containsExactly(
            "M00000000000000_DieselInitialSetup.sql",
            "M20240102030405_Posts.sql",
            "M20240103000000_Index.sql");
    assertThat(read("M20240103000000_Index.sql")).startsWith("-- postcar: nontransactional\n");
    runs();
    assertThat(read("M20240102030405_Posts.sql"))
        .endsWith("-- postcar: rollback\ndrop table posts;\n");
  }

  @Test
  void sqlx() throws IOException {
    old("20240101000000_simple.sql", "create table simple ();\n")
        .old("20240102000000_pair.up.sql", "create table pair ();\n")
        .old("20240102000000_pair.down.sql", "drop table pair;\n")
        .old("20240103000000_none.sql", "-- no-transaction\nvacuum simple;\n");
    ok("import", "sqlx", "old", "--format", "java");
    assertThat(read("M20240102000000_Pair.java")).contains("rollback()");
    assertThat(read("M20240103000000_None.java")).contains("@NonTransactional");
    runs();
  }

  @Test
  void plain() throws IOException {
    old(
            "1-init.sql",
            "create table one (t text);\ninsert into one values ('a\\b \"\"\" \\u0041');\n")
        .old("2 second thing.sql", "-- nothing here: TODO\n")
        .old("10_last.sql", "alter table one add x int;")
        .old("10_last.down.sql", "alter table one drop x;");
    ok("import", "plain", "old", "--format", "java");
    assertThat(written())
        .containsExactly("M0001_Init.java", "M0002_SecondThing.java", "M0010_Last.java");
    runs();
    assertThat(fixture.database().value("select t from one")).isEqualTo("a\\b \"\"\" \\u0041");
  }

  @Test
  void whatHasNoFormIsSaidWithItsLineAndNothingIsWritten() throws IOException {
    old("1_a.sql", "create table a (x int);\n\\copy a from 'x'\n");
    Ran psql = fixture.run("import", "plain", "old");
    assertThat(psql.exitCode()).isEqualTo(6);
    assertThat(psql.err()).contains("1_a.sql:2: \\copy is a command of psql");
    old("1_a.sql", "create table a (x int);\ncopy a from stdin;\n1\n\\.\n");
    assertThat(fixture.run("import", "plain", "old").err())
        .contains("1_a.sql:2: COPY with the client's data");
    old("1_a.sql", "begin;\ncreate table a ();\ncommit;\nbegin;\ncreate table b ();\ncommit;\n");
    assertThat(fixture.run("import", "plain", "old").err())
        .contains("1_a.sql:1: \"begin\": postcar manages the transaction");
    old("1_a.sql", "select 'open\n");
    assertThat(fixture.run("import", "plain", "old").exitCode()).isEqualTo(6);
    fixture.write("old/1_a.sql", "");
    Files.write(
        fixture.directory().resolve("old/1_a.sql"),
        "select 'é'".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(fixture.run("import", "plain", "old").err()).contains("it is not UTF-8");
    assertThat(fixture.directory().resolve("src/app")).doesNotExist();
  }

  @Test
  void linksAreNotFollowed() throws IOException {
    old("1_a.sql", "select 1;");
    fixture.write("secret.sql", "create table secret ();");
    Files.createSymbolicLink(
        fixture.directory().resolve("old/2_b.sql"), fixture.directory().resolve("secret.sql"));
    assertThat(fixture.run("import", "plain", "old", "--check-only").err())
        .contains("2_b.sql:1: it is a symbolic link");
    Files.delete(fixture.directory().resolve("old/2_b.sql"));
    Files.createSymbolicLink(
        fixture.directory().resolve("linked"), fixture.directory().resolve("old"));
    assertThat(ok("import", "plain", "linked")).contains("1_a.sql");
  }

  @Test
  void theProofNamesWhatDiffers() throws IOException {
    // What psql makes of it and what one transaction makes of it are not the same.
    old("1_a.sql", "set search_path = other;\ncreate schema other;\n")
        .old("2_b.sql", "create table b ();\n");
    assertThat(ok("import", "plain", "old")).contains("give the same schema");
    old("3_c.sql", "select set_config('postcar.x', version(), false); create table c ();")
        .old(
            "4_d.sql",
            "do $$ begin if current_setting('application_name') like 'psql%' then create table d (); end if; end $$;");
    Ran ran = fixture.run("import", "plain", "old", "--package", "other");
    assertThat(ran.exitCode()).isEqualTo(6);
    assertThat(ran.err()).contains("Not proved", "different schemas", "d:");
    assertThat(fixture.directory().resolve("src/other")).doesNotExist();
    assertThat(ok("import", "plain", "old", "--package", "other", "--unproved"))
        .contains("Next: add 'other' to packages in the conf script")
        .contains("Nothing has compared the schemas");
  }

  @Test
  void badInputIsOneMessage() {
    assertThat(fixture.run("import", "flywai", "old").err()).contains("Did you mean flyway?");
    assertThat(fixture.run("import", "flyway", "gone").err()).contains("is not a directory");
    old("x.txt", "");
    assertThat(fixture.run("import", "flyway", "old").err())
        .contains("There is no migration of flyway");
    old("V1__a.sql", "select 1;");
    fixture.sql("M0001_Taken", "select 1", null);
    Ran taken = fixture.run("import", "flyway", "old");
    assertThat(taken.exitCode()).isEqualTo(4);
    assertThat(taken.err()).contains("already has migrations");
  }

  @Test
  void whatReadsLikeADirectiveStaysAComment() throws IOException {
    old(
            "V1__a.sql",
            "create table a (x int);\n-- postcar: rollback\ninsert into a values (1);\n  -- Postcar requires none\n")
        .old("V2__b.sql", "-- postcar: nontransactional\ncreate table b ();\n")
        .old("R__V.sql", "create view \"v\"\"w\" as select 1 as x;\n-- postcar: down\n");
    ok("import", "flyway", "old");
    assertThat(read("M0001_A.sql"))
        .contains("\n-- imported: postcar: rollback\n", "\n  -- imported: Postcar requires none\n");
    assertThat(read("V.view.sql")).contains("drop view \"v\"\"w\";");
    ok("migrate");
    assertThat(fixture.database().value("select count(*) from a")).isEqualTo("1");
    assertThat(ok("show", "M0002", "--json")).contains("\"transactional\" : true");
  }

  @Test
  void aNameWithALineInItIsNoLine() {
    old("V1__a.sql", "create table a ();");
    old("V2__x\ndrop table a;--.sql", "\n");
    Ran ran = fixture.run("import", "flyway", "old", "--check-only");
    assertThat(ran.exitCode()).isEqualTo(6);
    assertThat(ran.err()).contains("V2__x?drop table a;--.sql:1: its name has control characters");
    assertThat(ran.out() + ran.err()).doesNotContain("\ndrop");
  }
}

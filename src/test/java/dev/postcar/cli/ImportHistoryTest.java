package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.cli.CommandLineFixture.Ran;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.util.HexFormat;
import liquibase.Liquibase;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.DirectoryResourceAccessor;
import org.apache.ibatis.migration.DataSourceConnectionProvider;
import org.apache.ibatis.migration.FileMigrationLoader;
import org.apache.ibatis.migration.operations.UpOperation;
import org.apache.ibatis.migration.options.DatabaseOperationOption;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code import --history}: what the other tool's own table says is applied. */
final class ImportHistoryTest {

  private final CommandLineFixture fixture = new CommandLineFixture();
  private final Path old = fixture.directory().resolve("old");

  @BeforeEach
  void open() throws Exception {
    Files.createDirectories(fixture.directory().resolve("src"));
    Files.createDirectories(old);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private void old(String file, String text) {
    fixture.write("old/" + file, text);
  }

  private String ok(String... command) {
    Ran ran = fixture.run(command);
    assertThat(ran.exitCode()).as(String.join(" ", command) + ran.out() + ran.err()).isZero();
    return ran.out();
  }

  /** All of it is applied, and the database is what the migrations make of it. */
  private void isImported(int migrations) {
    assertThat(ok("status")).contains(migrations + " marked", "0 pending");
    assertThat(ok("migrate")).contains("Nothing to do");
    assertThat(
            fixture
                .database()
                .value("select count(*) from _postcar.migration where state = 'marked'"))
        .isEqualTo(String.valueOf(migrations));
  }

  private void execute(String sql) {
    fixture.database().execute(sql);
  }

  private Flyway tool() {
    return Flyway.configure()
        .dataSource(fixture.database().dataSource())
        .locations("filesystem:" + old)
        .load();
  }

  @Test
  void flyway() throws Exception {
    old("V1__init.sql", "create table book (id int primary key);\r\n");
    old("V1.1__title.sql", "\ufeffalter table book add title text;\n");
    old("V2__index.sql", "create index book_title on book (title);\n");
    old("R__Titles.sql", "create or replace view titles as select title from book;\n");
    tool().migrate();
    execute("update flyway_schema_history set installed_on = '2024-05-06 07:08:09'");
    assertThat(ok("import", "flyway", "old", "--history"))
        .contains("3 migrations recorded as applied");
    assertThat(
            fixture
                .database()
                .rows(
                    "select name, applied_by, applied_at::timestamp from _postcar.migration order by 1"))
        .containsExactly(
            "M0001_Init|postgres|2024-05-06 07:08:09",
            "M0002_Title|postgres|2024-05-06 07:08:09",
            "M0003_Index|postgres|2024-05-06 07:08:09");
    ok("migrate");
    assertThat(ok("status")).contains("3 marked", "0 pending");
    ok("verify");
    execute("drop table flyway_schema_history");
    ok("drift");
  }

  @Test
  void flywaysBaselineUndoneAndPending() {
    old("V1__a.sql", "create table a ();");
    old("V2__b.sql", "create table b ();");
    old("V3__c.sql", "create table c ();");
    execute("create table a ()");
    Flyway.configure()
        .dataSource(fixture.database().dataSource())
        .locations("filesystem:" + old)
        .baselineVersion("1")
        .target("2")
        .load()
        .baseline();
    assertThat(ok("import", "flyway", "old", "--history"))
        .contains("1 migration recorded as applied");
    assertThat(ok("status", "--json")).contains("\"pending\" : 2");
  }

  @Tag("long")
  @Test
  void whatDoesNotMatchIsNeverMarked() {
    old("V1__a.sql", "create table a ();");
    tool().migrate();
    old("V1__a.sql", "create table a (x int);");
    Ran ran = fixture.run("import", "flyway", "old", "--history");
    assertThat(ran.exitCode()).isEqualTo(4);
    assertThat(ran.err()).contains("1 was applied with another checksum: its file has changed");
    old("V1__a.sql", "create table a ();");
    execute("update flyway_schema_history set success = false");
    assertThat(fixture.run("import", "flyway", "old", "--history").err())
        .contains("1 has failed or is dirty");
    execute("update flyway_schema_history set success = true, version = '7'");
    assertThat(fixture.run("import", "flyway", "old", "--history").err())
        .contains("7 is applied, and no imported file has it");
    execute("update flyway_schema_history set version = E'7\\nNext: run evil'");
    assertThat(fixture.run("import", "flyway", "old", "--history").err())
        .contains("7?Next: run evil is applied")
        .doesNotContain("\nNext: run evil");
    execute("drop table flyway_schema_history");
    assertThat(fixture.run("import", "flyway", "old", "--history").err())
        .contains("There is no table flyway_schema_history or schema_version");
    assertThat(
            fixture
                .database()
                .value("select count(*) from pg_namespace where nspname = '_postcar'"))
        .isEqualTo("0");
  }

  @Test
  void whatCannotBeRecordedIsNotWrittenEither() throws Exception {
    old("V1__a.sql", "create table a ();");
    tool().migrate();
    execute("create schema _postcar; create table _postcar.version (x int)");
    Ran ran = fixture.run("import", "flyway", "old", "--history");
    assertThat(ran.exitCode()).isEqualTo(4);
    assertThat(ran.err()).contains("is damaged");
    assertThat(fixture.directory().resolve("src/app")).isEmptyDirectory();
    execute("drop schema _postcar cascade");
    ok("import", "flyway", "old", "--history");
    isImported(1);
  }

  @Test
  void liquibase() throws Exception {
    old(
        "a.sql",
        "--liquibase formatted sql\n--changeset ada:1\ncreate table a (id int);\n--rollback drop table a;\n--changeset bob:two\ncreate table b ();\n");
    try (Connection connection = fixture.database().connect()) {
      new Liquibase(
              "a.sql",
              new DirectoryResourceAccessor(old),
              DatabaseFactory.getInstance()
                  .findCorrectDatabaseImplementation(new JdbcConnection(connection)))
          .update("");
    }
    ok("import", "liquibase-sql", "old", "--history");
    isImported(2);
  }

  @Test
  void mybatis() throws Exception {
    old(
        "scripts/20240101000000_create_changelog.sql",
        "-- // Create Changelog\ncreate table changelog (id numeric(20,0) primary key, applied_at varchar(25) not null, description varchar(255) not null);\n-- //@UNDO\ndrop table changelog;\n");
    old(
        "scripts/20240102000000_first.sql",
        "-- // First\ncreate table first (id int);\n-- //@UNDO\ndrop table first;\n");
    new UpOperation()
        .operate(
            new DataSourceConnectionProvider(fixture.database().dataSource()),
            new FileMigrationLoader(
                old.resolve("scripts").toFile(), "utf-8", new java.util.Properties()),
            new DatabaseOperationOption(),
            new PrintStream(OutputStream.nullOutputStream()));
    ok("import", "mybatis", "old", "--history");
    isImported(2);
  }

  @Test
  void dbmateAndGolangMigrate() {
    old(
        "20240101000000_a.sql",
        "-- migrate:up\ncreate table a ();\n-- migrate:down\ndrop table a;\n");
    old("20240102000000_b.sql", "-- migrate:up\ncreate table b ();\n");
    execute(
        "create table a (); create table schema_migrations (version varchar primary key); insert into schema_migrations values ('20240101000000')");
    ok("import", "dbmate", "old", "--history");
    assertThat(ok("status", "--json")).contains("\"pending\" : 1");
    execute("drop schema _postcar cascade; drop table schema_migrations");
    fixture
        .write("pairs/1_a.up.sql", "create table a ();")
        .write("pairs/2_b.up.sql", "create table b ();");
    execute(
        "create table schema_migrations (version bigint primary key, dirty boolean not null); insert into schema_migrations values (1, true)");
    fixture.write("postcar.conf.groovy", fixture.conf("packages = ['pairs']"));
    assertThat(fixture.run("import", "golang-migrate", "pairs", "--history").err())
        .contains("1 has failed or is dirty");
    execute("update schema_migrations set dirty = false");
    fixture.write("postcar.conf.groovy", fixture.conf("packages = ['again']"));
    ok("import", "golang-migrate", "pairs", "--history");
    assertThat(ok("status", "--json")).contains("\"pending\" : 1");
  }

  @Tag("long")
  @Test
  void gooseDieselSqlxAndSqitch() throws Exception {
    old("goose/00001_a.sql", "-- +goose Up\ncreate table a ();\n");
    old("goose/00002_b.sql", "-- +goose Up\ncreate table b ();\n");
    execute(
        """
        create table a ();
        create table goose_db_version (id int primary key generated by default as identity, version_id bigint not null,
          is_applied boolean not null, tstamp timestamp not null default now());
        insert into goose_db_version (version_id, is_applied) values (0, true), (1, true), (2, true), (2, false)""");
    imported("goose", 1, 1);

    old("diesel/2024-01-02-030405_a/up.sql", "create table a ();\n");
    execute(
        "create table __diesel_schema_migrations (version varchar(50) primary key, run_on timestamp not null default current_timestamp); insert into __diesel_schema_migrations values ('20240102030405')");
    imported("diesel", 1, 0);

    old("sqlx/1_a.sql", "create table a ();\n");
    String sum =
        HexFormat.of()
            .formatHex(
                MessageDigest.getInstance("SHA-384")
                    .digest(Files.readAllBytes(old.resolve("sqlx/1_a.sql"))));
    execute(
        """
        create table _sqlx_migrations (version bigint primary key, description text not null,
          installed_on timestamptz not null default now(), success boolean not null, checksum bytea not null, execution_time bigint not null);
        insert into _sqlx_migrations values (1, 'a', now(), true, decode('%s', 'hex'), 1)"""
            .formatted(sum));
    imported("sqlx", 1, 0);

    old("sqitch/sqitch.plan", "%project=x\n\na 2024-01-01T10:00:00Z Ada <a@b> # a\n");
    old("sqitch/deploy/a.sql", "BEGIN;\ncreate table a ();\nCOMMIT;\n");
    String sha =
        HexFormat.of()
            .formatHex(
                MessageDigest.getInstance("SHA-1")
                    .digest(Files.readAllBytes(old.resolve("sqitch/deploy/a.sql"))));
    execute(
        """
        create schema sqitch; create table sqitch.changes (change_id text primary key, script_hash text, change text not null,
          project text not null, note text not null default '', committed_at timestamptz not null default clock_timestamp(),
          committer_name text not null);
        insert into sqitch.changes values ('x', '%s', 'a', 'x', '', '2024-01-01 10:00+00', 'Ada')"""
            .formatted(sha));
    imported("sqitch", 1, 0);
    // A committer is no role, unless there is one of that name.
    assertThat(
            fixture
                .database()
                .rows(
                    "select applied_by, applied_at = '2024-01-01 10:00+00' from _postcar.migration"))
        .containsExactly(fixture.database().server().user() + "|t");
    assertThat(fixture.run("import", "plain", "old/sqlx", "--history", "--package", "plain").err())
        .contains("Plain files have no history");
  }

  private void imported(String format, int marked, int pending) {
    fixture.write("postcar.conf.groovy", fixture.conf("packages = ['" + format + "']"));
    execute("drop schema if exists _postcar cascade");
    assertThat(ok("import", format, "old/" + format, "--history"))
        .contains(marked + " migration recorded as applied");
    assertThat(ok("status", "--json")).contains("\"pending\" : " + pending);
  }

  private void other(String sql) {
    String role = "other_" + fixture.database().name();
    execute(
        "do $$ begin if to_regrole('%1$s') is null then create role %1$s; end if; end $$; grant create, usage on schema public to %1$s; set role %1$s; %2$s; reset role"
            .formatted(role, sql));
  }

  @Test
  void aTableThatRunsCodeOfOthersIsNotRead() throws Exception {
    old("1_a.sql", "-- migrate:up\ncreate table a ();\n");
    String hostile =
        """
        create table ran (who text); create type number as (n text);
        create function text(number) returns text language plpgsql as
          $$ begin insert into public.ran values (session_user); return '1'; end $$;
        create cast (number as text) with function text(number);
        create table schema_migrations (version number); insert into schema_migrations values (row('1'))""";
    other(hostile);
    Ran found = fixture.run("import", "dbmate", "old", "--history");
    assertThat(found.exitCode()).isEqualTo(4);
    assertThat(found.err()).contains("belongs to another role", "--table schema.table");
    String[] named = {
      "import", "dbmate", "old", "--history", "--table", "public.schema_migrations"
    };
    assertThat(fixture.run(named).err()).contains("is not a plain table of PostgreSQL's own types");
    other(
        "alter table schema_migrations rename to old; create view schema_migrations as select version::text from old");
    assertThat(fixture.run(named).err()).contains("is not a plain table of PostgreSQL's own types");
    assertThat(fixture.database().value("select count(*) from ran")).isEqualTo("0");
    other(
        "drop view schema_migrations; create table schema_migrations (version text); insert into schema_migrations values ('1')");
    assertThat(fixture.run("import", "dbmate", "old", "--history").exitCode()).isEqualTo(4);
    ok(named);
    isImported(1);
    execute("drop owned by other_" + fixture.database().name() + " cascade");
    execute("drop role other_" + fixture.database().name());
  }

  @Test
  void aRowOfLiquibaseIsTheFileThatItsPathFitsBest() {
    String head = "--liquibase formatted sql\n--changeset ada:1\n";
    old("init.sql", head + "create table one ();\n");
    old("v2/init.sql", head + "create table two ();\n");
    execute(
        "create table databasechangelog (id text, author text, filename text, dateexecuted timestamp default now(), orderexecuted int default 1, exectype text default 'EXECUTED'); insert into databasechangelog values ('1', 'ada', 'db/v2/init.sql')");
    ok("import", "liquibase-sql", "old", "--history");
    assertThat(fixture.database().value("select string_agg(name, ',') from _postcar.migration"))
        .isEqualTo("M0002_Init1");
  }

  @Test
  void aRowOfLiquibaseThatMayBeTwoFilesIsRefused() {
    String head = "--liquibase formatted sql\n--changeset ada:1\n";
    old("v1/init.sql", head + "create table one ();\n");
    old("v2/init.sql", head + "create table two ();\n");
    execute(
        "create table databasechangelog (id text, author text, filename text, dateexecuted timestamp default now(), orderexecuted int default 1, exectype text default 'EXECUTED'); insert into databasechangelog values ('1', 'ada', 'init.sql')");
    Ran ran = fixture.run("import", "liquibase-sql", "old", "--history");
    assertThat(ran.exitCode()).isEqualTo(4);
    assertThat(ran.err()).contains("init.sql::1::ada may be M0001_");
  }
}

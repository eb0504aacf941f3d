package dev.postcar.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.Target;
import dev.postcar.result.MigrateResult;
import dev.postcar.result.ViewChange;
import dev.postcar.testing.MigrationFolder;
import dev.postcar.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Managed views on a real server: up, down, rebuilt, with all that they have beside. */
final class ViewsTest {

  @TempDir Path directory;
  private final TestDatabase database = new TestDatabase();
  private MigrationFolder folder;

  @BeforeEach
  void write() {
    folder =
        new MigrationFolder(directory)
            .sql(
                "M0001_Reader",
                "create table reader (id int primary key, name text, active boolean)",
                "drop table reader");
  }

  @AfterEach
  void drop() {
    database.close();
  }

  private MigrationFolder reader(String up) {
    return folder.view("Readers", "@Since(M0001_Reader.class)", up, "drop view readers");
  }

  private MigrationFolder diamond() {
    return reader("create view readers as select id, name from reader")
        .view(
            "Left",
            "@Uses(Readers.class)",
            "create view l as select id from readers",
            "drop view l")
        .view(
            "Right",
            "@Uses(Readers.class)",
            "create view r as select id from readers",
            "drop view r")
        .view(
            "Both",
            "@Uses({Left.class, Right.class})",
            "create view both_ as select l.id from l join r using (id)",
            "drop view both_");
  }

  private MigrateResult migrate() {
    try (Postcar postcar = folder.on(database.dataSource())) {
      return postcar.migrate();
    }
  }

  @Test
  void whatOthersCommitMeanwhileIsNotTakenForTheViews() throws Exception {
    reader("create view readers as select id, name from reader");
    migrate();
    database.execute("create view pay as select 1 as a");
    whileItWaits(
        "M0002_Type",
        "@Rebuilds(Readers.class)",
        "alter table reader alter name type varchar",
        "alter view pay set (security_barrier = false); create view of_others as select 2 as b");
    assertThat(database.rows("select jsonb_object_keys(made) from _postcar.view"))
        .containsExactly("public.readers");
  }

  @Test
  void anIndexIsNotCreatedAsAnotherThanItsOwner() throws Exception {
    String role = database.name() + "_owner";
    database.execute("create role " + role);
    folder.view(
        "Counted",
        "@Since(M0001_Reader.class)",
        "create materialized view counted as select id from reader",
        "drop materialized view counted");
    migrate();
    database.execute(
        """
        grant create on schema public to %1$s; grant select on reader to %1$s;
        alter materialized view counted owner to %1$s;
        set role %1$s; create index by_id on counted (id)"""
            .formatted(role));
    whileItWaits(
        "M0002_Type",
        "@Rebuilds(Counted.class)",
        "alter table reader alter name type varchar",
        "alter role " + role + " rename to " + role + "2");
    assertThat(database.hasRelation("by_id")).isFalse();
    database.execute("drop owned by " + role + "2; drop role " + role + "2");
  }

  /** Runs a migration that has to wait for a lock in its SQL, and something else meanwhile. */
  private void whileItWaits(String name, String annotations, String sql, String meanwhile)
      throws Exception {
    folder.annotated(name, annotations, sql, null);
    try (Connection holder = database.connect();
        Postcar postcar = folder.on(database.dataSource()).lockTimeout(Duration.ofSeconds(30))) {
      holder.setAutoCommit(false);
      holder.createStatement().execute("lock table reader in access share mode");
      var running = postcar.migrateAsync();
      while (database
          .value("select count(*) from pg_locks where not granted and mode = 'AccessExclusiveLock'")
          .equals("0")) {
        Thread.sleep(20);
      }
      database.execute(meanwhile);
      holder.commit();
      assertThat(running.join().applied()).hasSize(1);
    }
  }

  /** CVE-2020-25695's kind: what an index calls runs as the owner, so the owner comes first. */
  @Test
  void anIndexOfARebuiltMaterializedViewCallsItsFunctionAsTheOwner() {
    String role = database.name() + "_owner";
    database.execute("create role " + role);
    try {
      String up = "create materialized view counted as select count(*) as n from reader";
      folder.view("Counted", "@Since(M0001_Reader.class)", up, "drop materialized view counted");
      migrate();
      database.execute(
          """
          grant create, usage on schema public to %1$s; set role %1$s;
          create function who(bigint) returns text immutable language plpgsql as $f$ begin
            if current_user <> '%1$s' then raise 'ran as %%', current_user; end if;
            return 'x'; end $f$;
          reset role; alter materialized view counted owner to %1$s;
          set role %1$s; create index by_who on counted (who(n))"""
              .formatted(role));
      folder.view(
          "Counted",
          "@Since(M0001_Reader.class)",
          up + " where active",
          "drop materialized view counted");
      migrate();
      assertThat(database.value("select relowner::regrole from pg_class where relname = 'counted'"))
          .isEqualTo(role);
      assertThat(database.value("select to_regclass('by_who')")).isEqualTo("by_who");
    } finally {
      database.execute("drop owned by " + role + " cascade; drop role " + role);
    }
  }

  private static List<String> changes(List<ViewChange> views) {
    return views.stream()
        .map(
            change ->
                change.outcome().text()
                    + " "
                    + change.id()
                    + (change.with() == null ? "" : " with " + change.with()))
        .toList();
  }

  @Test
  void viewsGoUpInTheOrderOfTheirUsesAndNothingIsDoneAgain() {
    diamond();
    assertThat(changes(migrate().views()))
        .containsExactly(
            "created app.Readers", "created app.Left", "created app.Right", "created app.Both");
    String before = generation();
    assertThat(migrate().views()).isEmpty();
    assertThat(generation()).isEqualTo(before);
    assertThat(database.rows("select outcome || ' ' || name from _postcar.event order by id"))
        .containsExactly(
            "applied M0001_Reader",
            "created Readers",
            "created Left",
            "created Right",
            "created Both");
  }

  @Test
  void aChangedViewIsCreatedAgainWithAllThatUsesIt() {
    diamond();
    migrate();
    folder.view(
        "Left",
        "@Uses(Readers.class)",
        "create view l as select id, 1 as one from readers",
        "drop view l");
    assertThat(changes(migrate().views()))
        .containsExactly("recreated app.Left", "recreated app.Both");
    assertThat(
            database.value(
                "select count(*) from information_schema.columns where table_name = 'l'"))
        .isEqualTo("2");
  }

  @Test
  void aMigrationRebuildsADiamondOnceEach() {
    diamond();
    migrate();
    folder.annotated(
        "M0002_Long",
        "@Rebuilds(Readers.class)",
        "alter table reader alter column id type bigint",
        "alter table reader alter column id type int");
    MigrateResult result = migrate();
    assertThat(result.applied()).hasSize(1);
    assertThat(changes(result.views()))
        .containsExactly(
            "recreated app.Readers with app.M0002_Long",
            "recreated app.Left with app.M0002_Long",
            "recreated app.Right with app.M0002_Long",
            "recreated app.Both with app.M0002_Long");
    assertThat(database.value("select pg_typeof(id) from both_ right join (select) x on true"))
        .isEqualTo("bigint");
    try (Postcar postcar = folder.on(database.dataSource())) {
      assertThat(changes(postcar.rollback(Target.usual()).views())).hasSize(4);
    }
    assertThat(database.value("select pg_typeof(id) from both_ right join (select) x on true"))
        .isEqualTo("integer");
  }

  @Test
  void whatAViewHasBesideItsDefinitionSurvivesWhenItIsRebuilt() {
    String role = "views_" + database.name();
    database.execute("create role " + role + "; create role " + role + "_o");
    try {
      folder
          .view(
              "Readers",
              "@Since(M0001_Reader.class)",
              "create view readers with (security_barrier) as select id, name from reader;"
                  + " comment on column readers.id is 'own'; grant select on readers to public",
              "drop view readers")
          .view(
              "Counted",
              "@Uses(Readers.class)",
              "create materialized view counted as select count(*) as n from readers",
              "drop materialized view counted")
          .view(
              "Name",
              "@Uses(Readers.class)",
              "create function name_of(int) returns text language sql as"
                  + " 'select name from readers where id = $1'",
              "drop function name_of(int)");
      migrate();
      database.execute(
          """
          alter view readers owner to %1$s_o; grant create, usage on schema public to %1$s_o;
          comment on view readers is 'it''s by hand'; comment on column readers.name is 'hand';
          grant select (name) on readers to %1$s; revoke select on readers from public;
          alter view readers set (security_barrier = false, check_option = cascaded);
          alter view readers alter column name set default 'x';
          create unique index by_n on counted (n); grant select on counted to %1$s with grant option;
          revoke execute on function name_of(int) from public;
          grant execute on function name_of(int) to %1$s"""
              .formatted(role));
      List<String> before = beside();
      assertThat(before)
          .hasSize(4)
          .noneMatch(row -> row.startsWith("readers") && row.endsWith("null"));
      folder.annotated(
          "M0002_Long",
          "@Rebuilds(Readers.class)",
          "alter table reader alter column id type bigint",
          "alter table reader alter column id type int");
      assertThat(migrate().views()).hasSize(3);
      assertThat(beside()).isEqualTo(before);
      try (Postcar postcar = folder.on(database.dataSource())) {
        postcar.rollback(Target.usual());
      }
      assertThat(beside()).isEqualTo(before);
      assertThat(database.value("select count(*) from _postcar.view where kept is null"))
          .isEqualTo("3");
    } finally {
      database.execute(
          "drop owned by %1$s, %1$s_o cascade; drop role %1$s, %1$s_o".formatted(role));
    }
  }

  private List<String> beside() {
    return database.rows(
        """
        select relname, relowner::regrole, relacl, (select array_agg(o order by o) from unnest(reloptions) o), obj_description(oid, 'pg_class'),
            (select string_agg(concat(attname, attacl, col_description(oid, attnum)), ',' order by attnum)
               from pg_attribute where attrelid = oid and attnum > 0),
            (select string_agg(pg_get_expr(adbin, adrelid), ',') from pg_attrdef where adrelid = pg_class.oid)
          from pg_class where relname in ('readers', 'counted', 'by_n')
        union all select proname, proowner::regrole, proacl, null, null, null, null
          from pg_proc where proname = 'name_of' order by 1""");
  }

  @Test
  void whatTheSqlSaysAnewWinsOverWhatItSaidBefore() {
    reader("create view readers as select id from reader; comment on view readers is 'old'");
    migrate();
    database.execute("grant select on readers to public");
    reader("create view readers as select id, name from reader; comment on view readers is 'new'");
    migrate();
    assertThat(
            database.value(
                "select obj_description('readers'::regclass), relacl from pg_class where relname = 'readers'"))
        .startsWith("new|")
        .contains("=r/");
  }

  @Test
  void aGrantOnAColumnThatIsGoneIsSaidAndNotGiven() {
    reader("create view readers as select id, name from reader");
    migrate();
    database.execute("grant select (name) on readers to public");
    reader("create view readers as select id from reader");
    List<String> said = new java.util.ArrayList<>();
    try (Postcar postcar = folder.on(database.dataSource())) {
      postcar.reporter(event -> said.add(event.toString())).migrate();
    }
    assertThat(said)
        .anyMatch(text -> text.contains("not kept: grant SELECT (name) on public.readers"));
    assertThat(database.hasRelation("readers")).isTrue();
  }

  @Test
  void aViewEndsWithTheMigrationThatUntilNamesAndComesBackWhenThatIsUndone() {
    reader("create view readers as select id, active from reader");
    migrate();
    folder
        .sql(
            "M0002_Drop",
            "alter table reader drop column active",
            "alter table reader add active boolean")
        .view(
            "Readers",
            "@Since(M0001_Reader.class) @Until(M0002_Drop.class)",
            "create view readers as select id, active from reader",
            "drop view readers");
    assertThat(changes(migrate().views()))
        .containsExactly("dropped app.Readers with app.M0002_Drop");
    assertThat(migrate().views()).isEmpty();
    try (Postcar postcar = folder.on(database.dataSource())) {
      assertThat(changes(postcar.rollback(Target.usual()).views()))
          .containsExactly("created app.Readers with app.M0002_Drop");
      assertThat(changes(postcar.rollback(Target.usual()).views()))
          .containsExactly("dropped app.Readers with app.M0001_Reader");
      assertThat(database.value("select count(*) from _postcar.view")).isEqualTo("0");
      assertThat(postcar.migrate().views()).isEmpty();
    }
  }

  @Test
  void aMigrationOutsideATransactionHasTheViewsDroppedBeforeIt() {
    reader("create view readers as select id from reader");
    migrate();
    folder
        .outside(
            "M0002_Alone",
            "vacuum reader; alter table reader drop column id",
            "select 1; vacuum reader")
        .view(
            "Readers",
            "@Until(M0002_Alone.class)",
            "create view readers as select name from reader",
            "drop view readers");
    assertThat(changes(migrate().views())).containsExactly("dropped app.Readers");
    try (Postcar postcar = folder.on(database.dataSource())) {
      assertThat(changes(postcar.rollback(Target.usual()).views()))
          .containsExactly("created app.Readers");
    }
  }

  @Test
  void aDeletedClassIsDroppedByItsStoredSqlBeforeTheFirstMigration() {
    diamond();
    migrate();
    folder.delete("Both").delete("Left").delete("Right");
    assertThat(changes(migrate().views()))
        .containsExactly("dropped app.Both", "dropped app.Right", "dropped app.Left");
    folder.delete("Readers").sql("M0002_Drop", "alter table reader drop column name", null);
    assertThat(changes(migrate().views()))
        .containsExactly("dropped app.Readers with app.M0002_Drop");
    assertThat(database.value("select count(*) from _postcar.view")).isEqualTo("0");
  }

  @Test
  void aFailureNamesTheViewAndItsLineAndLeavesTheMigrationsApplied() {
    reader("-- first\ncreate view readers as\nselect nope from reader");
    assertThatThrownBy(this::migrate)
        .isInstanceOf(PostcarException.MigrationFailed.class)
        .hasMessageStartingWith("app.Readers: up() failed: column \"nope\" does not exist")
        .hasMessageContaining("line 3:\n    select nope from reader\n           ^")
        .hasMessageContaining("Next: fix Readers");
    assertThat(database.hasRelation("reader")).isTrue();
    assertThat(database.rows("select outcome, name from _postcar.event where sqlstate is not null"))
        .containsExactly("failed|Readers");
    reader("create view readers as select id from reader");
    assertThat(migrate().views()).hasSize(1);
  }

  @Test
  void aSyntaxErrorInAViewNamesIt() {
    reader("create view readers as select id from reader")
        .view("Wrong", "", "select 1;\n create view w as selec 1", "drop view w");
    assertThatThrownBy(this::migrate)
        .hasMessageStartingWith("app.Wrong: up() failed: syntax error at or near \"selec\"")
        .hasMessageContaining("line 2:");
    assertThat(database.hasRelation("readers")).isFalse();
  }

  @Test
  void aViewThatCannotBeDroppedUndoesTheMigrationToo() {
    reader("create view readers as select id from reader");
    migrate();
    database.execute("create view unmanaged as select id from readers");
    folder.annotated(
        "M0002_Long", "@Rebuilds(Readers.class)", "alter table reader alter id type bigint", null);
    assertThatThrownBy(this::migrate)
        .hasMessageStartingWith("app.Readers: down() failed: cannot drop view readers")
        .hasMessageContaining("in the transaction of app.M0002_Long")
        .hasMessageContaining("@Uses");
    assertThat(database.hasRelation("readers")).isTrue();
    assertThat(database.value("select count(*) from _postcar.migration")).isEqualTo("1");
  }

  @Test
  void aMigrationThatFailsLeavesTheViewsItRebuilds() {
    diamond();
    migrate();
    folder.annotated("M0002_Bad", "@Rebuilds(Readers.class)", "select 1;\nselect nope", null);
    assertThatThrownBy(this::migrate)
        .hasMessageStartingWith("app.M0002_Bad failed: column \"nope\" does not exist")
        .hasMessageContaining("statement 2, line 2:");
    assertThat(database.hasRelation("both_")).isTrue();
    folder.sql("M0002_Bad", "alter table reader alter column id type bigint", null);
    assertThatThrownBy(this::migrate).hasMessageContaining("list the view in @Rebuilds");
  }

  @Test
  void codeMayRebuildViewsToo() {
    diamond();
    migrate();
    folder.source(
        "M0002_Code",
        "@Rebuilds(names = \"app.Readers\") public class M0002_Code extends CodeMigration {"
            + " public void forward(Context c) throws Exception { c.connection().createStatement()"
            + ".execute(\"set role pg_monitor; reset role; alter table reader alter id type bigint\"); } }");
    assertThat(migrate().views()).hasSize(4);
    assertThat(database.hasRelation("both_")).isTrue();
  }

  @Test
  void oneTransactionForAllHoldsTheViewsAndADryRunKeepsNone() {
    diamond();
    try (Postcar postcar = folder.on(database.dataSource())) {
      assertThat(
              postcar.migrate(new Target(Target.Kind.USUAL, null, 0, Target.Mode.DRY_RUN)).views())
          .hasSize(4);
      assertThat(database.hasRelation("reader")).isFalse();
      assertThat(
              postcar
                  .migrate(new Target(Target.Kind.USUAL, null, 0, Target.Mode.SINGLE_TRANSACTION))
                  .views())
          .hasSize(4);
    }
    folder
        .annotated("M0002_A", "@Rebuilds(Left.class)", "select 1", null)
        .annotated(
            "M0003_B",
            "@Rebuilds({Left.class, Right.class})",
            "alter view readers set (security_barrier)",
            null)
        .annotated("M0004_C", "@Rebuilds(Readers.class)", "select 2", null)
        .view(
            "Right",
            "@Uses(Readers.class)",
            "create view r as select nope from readers",
            "drop view r");
    try (Postcar postcar = folder.on(database.dataSource())) {
      Target single = new Target(Target.Kind.USUAL, null, 0, Target.Mode.SINGLE_TRANSACTION);
      assertThatThrownBy(() -> postcar.migrate(single))
          .hasMessageStartingWith("app.Right: up() failed");
      assertThat(database.value("select count(*) from _postcar.migration")).isEqualTo("1");
    }
    folder.view(
        "Right", "@Uses(Readers.class)", "create view r as select id from readers", "drop view r");
    try (Postcar postcar = folder.on(database.dataSource())) {
      postcar.migrate(new Target(Target.Kind.USUAL, null, 0, Target.Mode.SINGLE_TRANSACTION));
    }
    assertThat(database.value("select reloptions from pg_class where relname = 'readers'"))
        .isEqualTo("{security_barrier=true}");
  }

  @Test
  void aChangedWayDownIsRecordedWithoutCreatingTheViewAgain() {
    reader("create view readers as select id from reader");
    migrate();
    String oid = database.value("select 'readers'::regclass::oid");
    folder.view(
        "Readers",
        "@Since(M0001_Reader.class)",
        "create view readers as select id from reader",
        "drop view if exists readers");
    assertThat(migrate().views()).isEmpty();
    assertThat(
            database.value("select 'readers'::regclass::oid, down_sql from _postcar.view").strip())
        .isEqualTo(oid + "|drop view if exists readers");
    String before = generation();
    migrate();
    assertThat(generation()).isEqualTo(before);
  }

  @Test
  void whatMarkRecordsMakesViewsActiveForTheNextMigrate() {
    reader("create view readers as select id from reader");
    database.execute("create table reader (id int primary key, name text, active boolean)");
    try (Postcar postcar = folder.on(database.dataSource())) {
      postcar.mark("M0001");
      assertThat(database.hasRelation("readers")).isFalse();
      assertThat(postcar.planMigrate(Target.usual()).views()).hasSize(1);
      assertThat(changes(postcar.migrate().views())).containsExactly("created app.Readers");
    }
  }

  @Test
  void whatOneViewDoesToTheSessionDoesNotReachTheNext() {
    reader(
            "create view readers as select id from reader; set search_path = nowhere; set role pg_monitor")
        .view(
            "Two",
            "@Uses(Readers.class)",
            "create view two as select * from readers",
            "drop view two");
    migrate();
    folder.annotated(
        "M0002_A",
        "@Rebuilds(Readers.class)",
        "alter table reader add x int; set role pg_monitor",
        null);
    assertThat(migrate().views()).hasSize(2);
  }

  @Test
  void aMigrationsDeferredConstraintsAreDeferredThoughViewsGoDownBeforeIt() {
    diamond();
    migrate();
    folder.annotated(
        "M0002_A",
        "@Rebuilds(Readers.class)",
        "create table a (id int primary key, b int references reader deferrable initially deferred);"
            + " insert into a values (1, 1); insert into reader values (1)",
        null);
    assertThat(migrate().views()).hasSize(4);
  }

  private String generation() {
    return database.value("select generation from _postcar.version");
  }
}

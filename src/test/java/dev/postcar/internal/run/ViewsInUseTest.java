package dev.postcar.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.result.MigrateResult;
import dev.postcar.testing.MigrationFolder;
import dev.postcar.testing.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Managed functions and views that something uses which is no managed view. */
final class ViewsInUseTest {

  private static final String DOWN = "drop function twice(int)";

  @TempDir Path directory;
  private final TestDatabase database = new TestDatabase();
  private MigrationFolder folder;

  @BeforeEach
  void write() {
    folder =
        new MigrationFolder(directory)
            .sql("M0001_Item", "create table item (id int, at text)", "drop table item");
  }

  @AfterEach
  void drop() {
    database.close();
  }

  private MigrateResult migrate() {
    try (Postcar postcar = folder.on(database.dataSource())) {
      return postcar.migrate();
    }
  }

  private static String twice(String body) {
    return "create or replace function twice(n int) returns int immutable language sql as $$ select "
        + body
        + " $$";
  }

  private void inUse(String use) {
    folder.view("Twice", "", twice("n * 2"), DOWN);
    migrate();
    database.execute("grant execute on function twice(int) to pg_monitor");
    database.execute(use);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "create index by_twice on item (twice(id))",
        "create index even on item (at) where twice(id) > 0",
        "alter table item add check (twice(id) > 0)",
        "alter table item alter id set default twice(1)",
        "alter table item add b int generated always as (twice(id)) stored",
        "create view users_own as select twice(id) from item",
        "create materialized view users_own as select twice(id) from item",
        "create policy p on item using (twice(id) > 0)",
        "create rule r as on update to item where twice(new.id) = 0 do nothing",
        "create domain even as int check (twice(value) > 0)",
        "create operator @@@ (rightarg = int, function = twice)",
        "create aggregate total (int) (stype = int, sfunc = int4pl, finalfunc = twice)"
      })
  void aChangedFunctionIsReplacedWhereItIs(String use) {
    inUse(use);
    String oid = database.value("select 'twice'::regproc::oid");
    folder.view("Twice", "", twice("n + n"), DOWN);
    assertThat(migrate().views())
        .singleElement()
        .satisfies(view -> assertThat(view.outcome().text()).isEqualTo("recreated"));
    assertThat(database.value("select prosrc from pg_proc where proname = 'twice'"))
        .isEqualTo(" select n + n ");
    assertThat(database.value("select 'twice'::regproc::oid")).isEqualTo(oid);
    assertThat(migrate().views()).isEmpty();
  }

  @Test
  void aTriggersFunctionIsReplacedWhereItIs() {
    String up =
        "create or replace function touch() returns trigger language plpgsql as"
            + " 'begin new.at := ''%s''; return new; end'";
    folder.view("Touch", "", up.formatted("one"), "drop function touch()");
    migrate();
    database.execute(
        "create trigger t before insert on item for each row execute function touch()");
    folder.view("Touch", "", up.formatted("two $postcar$ \\\\"), "drop function touch()");
    migrate();
    database.execute("insert into item values (1)");
    assertThat(database.value("select at from item")).startsWith("two $postcar$");
  }

  @Test
  void aViewIsReplacedWhereItIsAndKeepsWhatWasGrantedByHand() {
    folder.view(
        "Items", "", "create or replace view items as select id from item", "drop view items");
    migrate();
    database.execute("grant select on items to pg_monitor");
    database.execute("create view users_own as select id from items");
    folder.view(
        "Items", "", "create or replace view items as select id, at from item", "drop view items");
    migrate();
    assertThat(database.value("select has_table_privilege('pg_monitor', 'items', 'select')"))
        .isEqualTo("t");
    // And again by a real drop, once nothing uses it.
    database.execute("drop view users_own");
    folder.view(
        "Items", "", "create or replace view items as select at, id from item", "drop view items");
    migrate();
    assertThat(database.value("select has_table_privilege('pg_monitor', 'items', 'select')"))
        .isEqualTo("t");
  }

  @Test
  void aGrantByHandOutlivesAReplacementAndTheDropAfterIt() {
    inUse("create index by_twice on item (twice(id))");
    folder.view("Twice", "", twice("n + n"), DOWN);
    migrate();
    database.execute("drop index by_twice");
    folder.view("Twice", "", twice("n + n + 0"), DOWN);
    migrate();
    assertThat(
            database.value(
                "select proacl::text like '%pg_monitor%' from pg_proc where proname = 'twice'"))
        .isEqualTo("t");
  }

  @Test
  void otherParametersDoNotMakeASecondFunctionBesideTheOneInUse() {
    inUse("create index by_twice on item (twice(id))");
    folder.view(
        "Twice",
        "",
        twice("n * 2").replace("n int", "n bigint, m int"),
        "drop function twice(bigint, int)");
    assertThatThrownBy(this::migrate)
        .isInstanceOf(PostcarException.MigrationFailed.class)
        .hasMessageContaining("up() created a second object; the one in use was not replaced");
    assertThat(database.value("select count(*) from pg_proc where proname = 'twice'"))
        .isEqualTo("1");
  }

  @Test
  void anotherResultIsRefusedWithTheWayOut() {
    inUse("create index by_twice on item (twice(id))");
    folder.view("Twice", "", twice("n * 2").replace("returns int", "returns bigint"), DOWN);
    assertThatThrownBy(this::migrate)
        .hasMessageContaining("cannot change return type of existing function")
        .hasMessageContaining("@Rebuilds");
  }

  @Test
  void whatIsNotReplaceableIsStillRefused() {
    folder.view("Twice", "", twice("n * 2").replace("or replace ", ""), DOWN);
    migrate();
    database.execute("create index by_twice on item (twice(id))");
    folder.view("Twice", "", twice("n + n").replace("or replace ", ""), DOWN);
    assertThatThrownBy(this::migrate).hasMessageContaining("create or replace");
  }

  @Test
  void aMigrationThatRebuildsAViewNeedsItGone() {
    inUse("create index by_twice on item (twice(id))");
    folder.annotated(
        "M0002_Next",
        "@Rebuilds(Twice.class)",
        "alter table item add x int",
        "alter table item drop x");
    assertThatThrownBy(this::migrate).hasMessageContaining("2BP01");
  }
}

package dev.postcar.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.postcar.Event;
import dev.postcar.MigrationState;
import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.Target;
import dev.postcar.testing.OlderBookkeeping;
import dev.postcar.testing.TestDatabase;
import fixtures.kinds.M0001_Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * How a migration outside a transaction fails, and how it is continued, undone or declared done.
 */
final class JournalResumeTest {

  private static final String DUPLICATES = "create unique index concurrently u on t (n)";

  private final TestDatabase database = new TestDatabase();
  private final List<Event> events = new ArrayList<>();
  private Postcar postcar = postcar();

  @BeforeEach
  void makeTables() {
    database.execute(
        "create table t (n int); insert into t values (1), (1); create table purse (coins int);"
            + " insert into purse values (100)");
  }

  @AfterEach
  void drop() {
    postcar.close();
    database.close();
  }

  private Postcar postcar() {
    return Postcar.on(database.dataSource()).packages("fixtures.kinds").reporter(events::add);
  }

  /** Edits the migration, which a Postcar loads once. */
  private void edit(String forward, String rollback) {
    M0001_Kind.is(forward, rollback);
    postcar.close();
    postcar = postcar();
  }

  private PostcarException.MigrationFailed fails(String forward, String rollback) {
    edit(forward, rollback);
    return catchThrowableOfType(PostcarException.MigrationFailed.class, postcar::migrate);
  }

  private MigrationState state() {
    return postcar.status().migrations().get(0).state();
  }

  private List<String> journal() {
    return database.rows("select number, state, sqlstate from _postcar.statement order by 1");
  }

  private String coins() {
    return database.value("select coins from purse");
  }

  @Test
  void whatIsDoneIsKnownByWhatItSaysAndNotByItsNumber() {
    assertThat(fails("update purse set coins = coins + 10;\n" + DUPLICATES, null))
        .hasMessageContaining(
            "State: M0001_Kind is interrupted: statement 1 of 2 is done, statement 2 is next.")
        .hasMessageContaining(
            "Next: fix the cause, then run \"postcar resume M0001_Kind\" to continue, or \"postcar"
                + " mark M0001_Kind\" if it is complete.");
    assertThat(journal()).containsExactly("1|done|null", "2|failed|23505");
    edit(
        "delete from t where ctid = '(0,1)'; /* once */ update  purse set coins = coins + 10; "
            + DUPLICATES,
        null);
    postcar.resume("M0001");
    assertThat(coins()).isEqualTo("110");
    assertThat(journal()).containsExactly("1|done|null", "2|done|null", "3|done|null");
    assertThat(
            database.rows(
                "select indexrelid::regclass, indisvalid from pg_index where indrelid = 't'::regclass"))
        .containsExactly("u|t");
  }

  @Test
  void ofEqualStatementsEachRunsOnce() {
    String add = "update purse set coins = coins + 10;\n";
    fails(add + add + DUPLICATES + ";\n" + add, null);
    database.execute("truncate t");
    postcar.resume("M0001");
    assertThat(coins()).isEqualTo("130");
  }

  @Test
  void aDoneStatementThatIsNotThereAnyMoreIsRefusedWithTheDifference() {
    fails("update purse set coins = coins + 10;\n" + DUPLICATES, null);
    edit("update purse set coins = coins + 20;\n" + DUPLICATES, null);
    assertThatThrownBy(() -> postcar.resume("M0001"))
        .isInstanceOf(PostcarException.Refusal.class)
        .hasMessageContaining("statement 1 of fixtures.kinds.M0001_Kind is done, and was edited")
        .hasMessageContaining("-update purse set coins = coins + 10;")
        .hasMessageContaining("+update purse set coins = coins + 20;")
        .hasMessageContaining("State: ")
        .hasMessageContaining("Next: restore statement 1, then run \"postcar resume M0001_Kind\"");
    assertThat(coins()).isEqualTo("110");
    assertThat(journal()).containsExactly("1|done|null", "2|failed|23505");
  }

  @Test
  void whatAnEditedStatementLeftIsDroppedByItsOldSql() {
    fails(DUPLICATES, null);
    edit("create index concurrently v on t (n)", null);
    postcar.resume("M0001");
    assertThat(
            database.rows(
                "select indexrelid::regclass from pg_index where indrelid = 't'::regclass"))
        .containsExactly("v");
  }

  @Test
  void anIndexThatWasInvalidBeforeIsKeptWhateverItIsCalled() {
    assertThatThrownBy(() -> database.execute(DUPLICATES.replace(" u ", " u_ccnew ")));
    fails(DUPLICATES + "; select 1", null);
    database.execute("delete from t where ctid = '(0,1)'");
    edit(DUPLICATES + "; select 1", null);
    postcar.resume("M0001");
    assertThat(
            database.rows(
                "select indexrelid::regclass, indisvalid from pg_index where indrelid = 't'::regclass order by 1"))
        .containsExactlyInAnyOrder("u_ccnew|f", "u|t");
  }

  @Test
  void aRollbackWithNothingDoneMakesItPendingAgainAlsoWhereItIsIrreversible() {
    assertThat(fails(DUPLICATES, null))
        .hasMessageContaining("no statement of 1 is done, statement 1 is next.")
        .hasMessageContaining("It left an INVALID index, which resume drops: u.")
        .hasMessageContaining("\"postcar rollback M0001_Kind\" to make it pending again");
    postcar.rollback(Target.only("M0001"));
    assertThat(events.toString()).contains("its rollback did not run");
    assertThat(database.hasRelation("u")).isFalse();
    assertThat(state()).isEqualTo(MigrationState.REVERTED);
    database.execute("truncate t");
    assertThat(postcar.migrate().applied()).hasSize(1);
  }

  @Test
  void aRollbackOfWhatIsDoneInPartRunsAndDropsWhatWasLeft() {
    fails("create table a (); " + DUPLICATES, "drop table a");
    postcar.rollback(Target.only("M0001"));
    assertThat(database.hasRelation("a")).isFalse();
    assertThat(database.hasRelation("u")).isFalse();
    assertThat(state()).isEqualTo(MigrationState.REVERTED);
  }

  @Test
  void anInterruptedRollbackIsContinuedOrDeclaredComplete() {
    edit("create table a (); create table b ()", "drop table a; drop table missing; drop table b");
    postcar.migrate();
    assertThatThrownBy(() -> postcar.rollback(Target.usual()))
        .hasMessageContaining(
            "State: the rollback of M0001_Kind is interrupted: statement 1 of 3 is done, statement"
                + " 2 is next.")
        .hasMessageContaining("\"postcar resume M0001_Kind\" to continue the rollback")
        .hasMessageContaining("\"postcar mark M0001_Kind\" if the rollback is complete");
    assertThatThrownBy(() -> postcar.skip("M0001"))
        .isInstanceOf(PostcarException.Refusal.class)
        .hasMessageContaining("the rollback of fixtures.kinds.M0001_Kind is interrupted");
    assertThatThrownBy(postcar::migrate)
        .hasMessageContaining("its rollback was started but not finished")
        .hasMessageContaining("to continue the rollback");
    edit("create table a (); create table b ()", "drop table a; drop table b");
    postcar.resume("M0001");
    assertThat(state()).isEqualTo(MigrationState.REVERTED);
    assertThat(database.hasRelation("b")).isFalse();
    postcar.migrate();
    edit("create table a (); create table b ()", "drop table a; drop table missing");
    assertThatThrownBy(() -> postcar.rollback(Target.usual())).isNotNull();
    assertThat(postcar.mark("M0001").pending()).isEqualTo(1);
    assertThat(state()).isEqualTo(MigrationState.REVERTED);
    assertThat(events.toString()).contains("is recorded as reverted");
  }

  @Test
  void roleSettingsAndChannelsAreRestoredAndPostcarsRowsAreItsOwn() {
    String role = "kind_role_" + database.name();
    database.execute("create role " + role + "; grant create on schema public to " + role);
    try {
      String sql =
          "set role "
              + role
              + "; select set_config('search_path', 'app, public', false);"
              + " set app.custom = 'c''\\d'; set work_mem = '5MB'; listen \"My Channel\";"
              + " set local statement_timeout = '1h'; set statement_timeout = '7min'; select 1/0;"
              + " create table made as select current_setting('app.custom') c,"
              + " current_setting('work_mem') w, current_setting('search_path') s,"
              + " current_setting('statement_timeout') t, current_setting('lock_timeout') l,"
              + " array(select pg_listening_channels()) n, session_user su";
      fails(sql, null);
      edit(sql.replace("1/0", "1"), null);
      postcar.lockTimeout(Duration.ofSeconds(9)).resume("M0001");
      assertThat(database.rows("select c, w, s, t, l, n from made"))
          .containsExactly("c'\\d|5MB|app, public|7min|9s|{\"My Channel\"}");
      assertThat(database.value("select tableowner from pg_tables where tablename = 'made'"))
          .isEqualTo(role);
    } finally {
      database.execute("drop owned by " + role + "; drop role " + role);
    }
  }

  @Test
  void aSessionAuthorizationAndAHostileSearchPathReachNoRowOfPostcars() {
    String role = "kind_user_" + database.name();
    database.execute(
        "create role "
            + role
            + "; create schema trap; grant all on schema trap, public to "
            + role
            + "; create table trap.fired (); create function trap.eq(text, text) returns boolean"
            + " language plpgsql as 'begin insert into trap.fired default values; return true; end';"
            + " create operator trap.= (leftarg = text, rightarg = text, function = trap.eq);"
            + " create function trap.current_setting(text) returns text language plpgsql as"
            + " 'begin insert into trap.fired default values; return null; end'");
    try {
      String sql =
          "set session authorization "
              + role
              + "; set search_path = trap, pg_catalog, public;"
              + " create index concurrently mine_i on public.mine (n); create table public.made ();"
              + " select 1/0; create index concurrently on public.mine (n)";
      database.execute("create table mine (n int); alter table mine owner to " + role);
      fails(sql, null);
      edit(sql.replace("1/0", "1"), null);
      postcar.resume("M0001");
      assertThat(database.value("select count(*) from trap.fired")).isEqualTo("0");
      assertThat(database.value("select count(*) from pg_index where indrelid = 'mine'::regclass"))
          .isEqualTo("2");
      assertThat(database.value("select tableowner from pg_tables where tablename = 'made'"))
          .isEqualTo(role);
    } finally {
      database.execute("drop owned by " + role + "; drop role " + role);
    }
  }

  @Test
  void whatEndedWithTheSessionIsNamedAndNotResumedWithout() {
    for (String lost :
        List.of(
            "create temporary table lost ()",
            "prepare lost as select 1",
            "declare lost cursor with hold for select 1")) {
      assertThat(fails(lost + "; select 1/0", "select 1"))
          .hasMessageContaining("cannot be resumed, because ")
          .hasMessageContaining("lost ended with its session")
          .hasMessageNotContaining("\"postcar resume")
          .hasMessageContaining("\"postcar mark M0001_Kind\"");
      assertThatThrownBy(() -> postcar.resume("M0001"))
          .isInstanceOf(PostcarException.Refusal.class)
          .hasMessageContaining(
              "lost ended with the session of the earlier run. Nothing was changed")
          .hasMessageNotContaining("\"postcar resume");
      postcar.rollback(Target.only("M0001"));
    }
    assertThat(fails("create temporary table brief () on commit drop; select 1/0", null))
        .hasMessageContaining("\"postcar resume");
  }

  @Test
  void limitsOfTheMigrationHoldAndAConcurrentBuildHasNoneUnlessItHas() {
    edit(
        "set statement_timeout = '7min'; create table seen as select"
            + " current_setting('statement_timeout') s, current_setting('lock_timeout') l;"
            + " create index concurrently i on t (n); insert into seen select"
            + " current_setting('statement_timeout'), current_setting('lock_timeout');"
            + " set lock_timeout = '3s'; reindex index concurrently i; insert into seen select"
            + " current_setting('statement_timeout'), current_setting('lock_timeout')",
        null);
    postcar.lockTimeout(Duration.ofSeconds(9)).migrate();
    assertThat(database.rows("select * from seen"))
        .containsExactly("7min|9s", "7min|9s", "7min|3s");
  }

  @Test
  void aLockIsTriedAgainAndItsHolderNamed() throws SQLException {
    try (Connection holder = database.connect();
        Statement statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      statement.execute("lock table t");
      edit("create table a (); alter table t add column x int", null);
      assertThatThrownBy(() -> postcar.lockTimeout(Duration.ofMillis(1_200)).retries(1).migrate())
          .isInstanceOf(PostcarException.MigrationFailed.class)
          .hasMessageContaining("tried 2 times")
          .hasMessageContaining("held by pid ")
          .hasMessageContaining("Next: wait for what blocks it, or end it, then run");
    }
    assertThat(events).filteredOn(Event.Retrying.class::isInstance).hasSize(1);
    assertThat(journal()).containsExactly("1|done|null", "2|failed|55P03");
    postcar.resume("M0001");
    assertThat(state()).isEqualTo(MigrationState.APPLIED);
  }

  @Test
  void aFailureIsShownWhereItIsInsideTheStatementAndInPlpgsql() {
    assertThat(fails("select 'ä';\nselect 2,\n  nope\nfrom pg_class", "select 1"))
        .hasMessageContaining("statement 2, line 3:\n      nope\n      ^");
    postcar.rollback(Target.only("M0001"));
    assertThat(fails("select 1;\nvacuum\n  nope", null))
        .hasMessageContaining("statement 2, line 2:");
    postcar.mark("M0001");
  }

  @Test
  void whatOnlyTheServerKnowsToRunAloneIsRunAlone() {
    database.execute(
        "create procedure work() language plpgsql as 'begin insert into t values (7); commit; end'");
    edit("call work(); do 'begin insert into t values (8); commit; end'", null);
    postcar.migrate();
    assertThat(database.value("select count(*) from t where n > 6")).isEqualTo("2");
  }

  @Test
  void whatTheOperatorSaysOfAStatementMustFitTheJournal() {
    fails("create table a (); select 1/0; select 2", null);
    for (int wrong : new int[] {0, 1, 3, 9}) {
      assertThatThrownBy(() -> postcar.resumeDone("M0001", wrong))
          .isInstanceOf(PostcarException.Refusal.class)
          .hasMessageContaining("was not interrupted; statement 2 was. Nothing was changed");
    }
    postcar.resumeDone("M0001", 2);
    assertThat(state()).isEqualTo(MigrationState.APPLIED);
  }

  @Test
  void aJournalThatCannotBeWrittenIsFoundBeforeAnythingIsDone() {
    edit("select 1", null);
    try (Postcar first = Postcar.on(database.dataSource()).packages("fixtures.late")) {
      first.migrate(Target.to("M0001"));
    }
    database.execute("alter table _postcar.statement add check (false) not valid");
    assertThatThrownBy(postcar::migrate).isInstanceOf(PostcarException.Refusal.class);
    assertThat(state()).isEqualTo(MigrationState.PENDING);
    database.execute("alter table _postcar.statement drop constraint statement_check");
    database.execute("alter table _postcar.statement add check (number <> 2)");
    edit("create table a (); create table b ()", null);
    assertThatThrownBy(postcar::migrate)
        .isInstanceOf(PostcarException.MigrationFailed.class)
        .hasMessageContaining("the journal cannot be written")
        .hasMessageContaining(
            "M0001_Kind is interrupted: statement 1 of 2 is done, statement 2 is next");
    assertThat(database.hasRelation("b")).isFalse();
    database.execute("alter table _postcar.statement drop constraint statement_number_check");
    postcar.resume("M0001");
    assertThat(state()).isEqualTo(MigrationState.APPLIED);
  }

  @Test
  void anInterruptedOneOfAnEarlierBookkeepingIsContinuedAsItWas() {
    fails(
        "set search_path = app; select set_config('app.kind', 'x', false); create table made ();"
            + " select 1/0; create table later as select current_setting('app.kind') k",
        null);
    database.execute("create schema app;" + OlderBookkeeping.VERSION_03);
    edit(
        "set search_path = app; select set_config('app.kind', 'x', false); create table made ();"
            + " create table later as select current_setting('app.kind') k",
        null);
    postcar.resume("M0001");
    assertThat(database.value("select k from app.later")).isEqualTo("x");
    assertThat(database.value("select minor from _postcar.version")).isEqualTo("4");
  }
}

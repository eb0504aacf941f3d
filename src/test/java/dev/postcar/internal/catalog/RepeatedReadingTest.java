package dev.postcar.internal.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.testing.TestDatabase;
import dev.postcar.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whatever changes, what is read of the change alone is what a whole reading says. */
final class RepeatedReadingTest {

  /** 200 statements; 5,000 with -Pfaults. */
  private static final int STATEMENTS =
      Integer.getInteger("faults.scale", 1) == 1 ? 200 : 250 * Integer.getInteger("faults.scale");

  private static final int OF_ONE_DATABASE = 100;
  private static final Set<String> EXCLUDED = Set.of("quiet");

  @Test
  void equalsTheWholeReadingAfterEachStatement() throws SQLException {
    long seed = Long.getLong("ddl.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int done = 0; done < STATEMENTS; done += OF_ONE_DATABASE) {
      try (TestDatabase database = new TestDatabase()) {
        database.execute(DdlCase.setup());
        database.execute("create schema quiet");
        try {
          run(database, random, "repeated by -Dddl.seed=" + seed);
        } finally {
          dropSubscriptions(database);
        }
      } finally {
        TestServer.get().execute("drop role if exists snap_owner, snap_reader, snap_writer");
      }
    }
  }

  /** What chance may leave out: each kind of change by itself, and back. */
  @Test
  void equalsTheWholeReadingAfterEachKindOfChange() throws SQLException {
    try (TestDatabase database = new TestDatabase()) {
      database.execute(DdlCase.setup());
      try (Connection reader = database.connect();
          Connection writer = database.connect()) {
        RepeatedReading repeated = new RepeatedReading(reader, false, EXCLUDED);
        repeated.read();
        int major = reader.getMetaData().getDatabaseMajorVersion();
        for (DdlCase one : DdlCase.all().stream().filter(one -> one.since() <= major).toList()) {
          for (String statement : List.of(one.change(), one.undo())) {
            assertThat(execute(writer, statement, 9)).as(statement).isTrue();
            CatalogRows whole = new CatalogReading(reader, EXCLUDED).read();
            assertThat(repeated.read()).as(statement).isEqualTo(whole);
          }
        }
      } finally {
        dropSubscriptions(database);
      }
    } finally {
      TestServer.get().execute("drop role if exists snap_owner, snap_reader, snap_writer");
    }
  }

  /** The index belongs to the constraint, and only its name is in the text of the table. */
  @Test
  void aPrimaryKeyThatIsTheReplicaIdentityMayBeRenamed() throws SQLException {
    rereads(
        false,
        "create table book (id int constraint book_id primary key);"
            + " alter table book replica identity using index book_id",
        "alter index book_id rename to id");
  }

  /** The relation of a composite type depends on the type, and not the other way round. */
  @Test
  void aConstantOfACompositeTypeMayHaveALabelThatIsRenamed() throws SQLException {
    rereads(
        false,
        "create type state as enum ('new', 'done'); create type step as (at state);"
            + " create table book (step step default '(new)');"
            + " create view first as select '{(new)}'::step[] as steps",
        "alter type state rename value 'new' to 'fresh'");
  }

  /** Nothing depends on a table that is named in an array. */
  @Test
  void anArrayMayNameATable() throws SQLException {
    rereads(
        false,
        "create table book (id int); create view tables as select '{book}'::regclass[] as names",
        "alter table book rename to volume");
  }

  /** The same in a function that is new since the first reading. */
  @Test
  void anArrayOfALaterFunctionMayNameATable() throws SQLException {
    try (TestDatabase database = new TestDatabase();
        Connection reader = database.connect()) {
      database.execute("create table book (id int)");
      RepeatedReading repeated = new RepeatedReading(reader, false, Set.of());
      repeated.read();
      database.execute(
          "create function count(of regclass[] default '{book}') returns integer language sql"
              + " as 'select 1'");
      repeated.read();
      database.execute("alter table book rename to volume");
      assertThat(repeated.read()).isEqualTo(new CatalogReading(reader, Set.of()).read());
    }
  }

  /** Nothing depends on a table that is named by a partition's bound. */
  @Test
  void aPartitionsBoundMayNameATable() throws SQLException {
    rereads(
        false,
        "create table book (id int); create table change (of regclass) partition by list (of);"
            + " create table change_of_book partition of change for values in ('book')",
        "alter table book rename to volume");
  }

  /** Nothing depends on a table that is named by a row that is a constant. */
  @Test
  void aConstantOfACompositeTypeMayNameATable() throws SQLException {
    rereads(
        false,
        "create table book (id int); create type change as (of regclass);"
            + " create view first as select '(book)'::change as change",
        "alter table book rename to volume");
  }

  /** Nothing depends on what the server needs itself. */
  @Test
  void aSuperuserMayRenameAFunctionOfTheServer() throws SQLException {
    rereads(
        true,
        "create view low as select lower('A') as letter",
        "alter function pg_catalog.lower(text) rename to small");
  }

  /** Its name then needs the schema's where a call could mean both. */
  @Test
  void aSuperuserMayOverloadAFunctionOfTheServer() throws SQLException {
    rereads(
        true,
        "create view three as select abs(-3) as three",
        "create function pg_catalog.abs(a int, b int default 3) returns int language sql as 'select 1'");
  }

  /** What changes the whole reading changes the repeated one in the same way. */
  private static void rereads(boolean superuser, String setup, String change) throws SQLException {
    try (TestDatabase database = new TestDatabase();
        Connection reader = database.connect()) {
      database.execute(setup);
      RepeatedReading repeated = new RepeatedReading(reader, superuser, Set.of());
      CatalogRows before = repeated.read();
      database.execute(change);
      CatalogRows whole = new CatalogReading(reader, Set.of()).read();
      assertThat(whole).isNotEqualTo(before);
      assertThat(repeated.read()).isEqualTo(whole);
    }
  }

  private static void run(TestDatabase database, Random random, String seed) throws SQLException {
    List<String> run = new ArrayList<>();
    try (Connection reader = database.connect();
        Connection writer = database.connect()) {
      RepeatedReading repeated = new RepeatedReading(reader, random.nextBoolean(), EXCLUDED);
      CatalogRows before = repeated.read();
      RandomDdl ddl = new RandomDdl(writer, random);
      while (run.size() < OF_ONE_DATABASE) {
        String statement = ddl.next();
        if (!execute(writer, statement, random.nextInt(10))) {
          continue;
        }
        run.add(statement);
        CatalogRows now = repeated.read();
        CatalogRows whole = new CatalogReading(reader, EXCLUDED).read();
        String history = seed + " after\n" + String.join("\n", run);
        assertThat(different(now.rows(), whole.rows())).as(history).isEmpty();
        assertThat(now).as(history).isEqualTo(whole);
        assertThat(CatalogRows.diff(before, now))
            .as(history)
            .isEqualTo(CatalogDiff.between(before.snapshot(), whole.snapshot()));
        if (random.nextInt(3) == 0) {
          before = now;
        }
      }
    }
  }

  private static List<String> different(
      Map<String, CatalogRow> some, Map<String, CatalogRow> others) {
    List<String> different = new ArrayList<>();
    some.forEach(
        (address, row) -> {
          if (!row.equals(others.get(address))) {
            different.add("is " + row + " and not " + others.get(address));
          }
        });
    others.forEach(
        (address, row) -> {
          if (!some.containsKey(address)) {
            different.add("is not there: " + row);
          }
        });
    return different;
  }

  /** Alone, in a subtransaction that stays, or in one that is rolled back; false if it fails. */
  private static boolean execute(Connection connection, String sql, int how) throws SQLException {
    boolean inside = how < 4 && !sql.contains("vacuum") && !sql.contains("concurrently");
    connection.setAutoCommit(!inside);
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute("set client_min_messages = error");
      Savepoint savepoint = inside ? connection.setSavepoint() : null;
      statement.execute(sql);
      if (inside && how == 0) {
        connection.rollback(savepoint);
        statement.execute("create table if not exists shop.kept (a integer)");
      } else if (inside && how > 1) {
        connection.releaseSavepoint(savepoint);
      }
      if (inside && how == 1) {
        connection.rollback();
      } else if (inside) {
        connection.commit();
      }
      return true;
    } catch (SQLException e) {
      if (inside) {
        connection.rollback();
      }
      return false;
    } finally {
      connection.setAutoCommit(true);
    }
  }

  /** They would keep the database. */
  private static void dropSubscriptions(TestDatabase database) {
    List<String> names =
        database.rows(
            "select quote_ident(s.subname) from pg_subscription s join pg_database d on d.oid = s.subdbid"
                + " where d.datname = current_database()");
    for (String name : names) {
      database.execute("alter subscription " + name + " disable");
      database.execute("alter subscription " + name + " set (slot_name = none)");
      database.execute("drop subscription " + name);
    }
  }
}

package dev.postcar.junit;

import dev.postcar.AllowHazard;
import dev.postcar.HintLevel;
import dev.postcar.Postcar;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** The test classes that the tests run. */
final class Samples {

  static final String SHOP = "dev.postcar.junit.shop";

  /** The names of the databases that the samples have seen. */
  static final Set<String> DATABASES = ConcurrentHashMap.newKeySet();

  private Samples() {}

  static String text(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getString(1);
    }
  }

  /** Inserts the book with ID 1, which fails if it is there, and returns the database's name. */
  static String insert(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("insert into book values (1, 'Ulysses', '0')");
    }
    DATABASES.add(connection.getCatalog());
    return connection.getCatalog();
  }

  @PostcarTest(packages = SHOP)
  static class PerMethod {
    private final DataSource ofConstructor;
    private String inBefore;

    PerMethod(DataSource dataSource) {
      ofConstructor = dataSource;
    }

    @BeforeEach
    void before(Connection connection) throws SQLException {
      inBefore = insert(connection);
    }

    @RepeatedTest(3)
    void sameInAllPlaces(DataSource dataSource, Connection connection, Postcar postcar)
        throws SQLException {
      Assertions.assertThat(dataSource).isSameAs(ofConstructor);
      Assertions.assertThat(connection.getCatalog()).isEqualTo(inBefore);
      Assertions.assertThat(postcar.status().database()).isEqualTo(inBefore);
      Assertions.assertThat(postcar.status().pending()).isZero();
      Assertions.assertThat(text(connection, "select count(*) from book")).isEqualTo("1");
    }
  }

  /** Inherits the annotation. */
  static class Inheriting extends PerMethod {
    Inheriting(DataSource dataSource) {
      super(dataSource);
    }
  }

  @PostcarTest(packages = SHOP, scope = PostcarTest.Scope.CLASS)
  @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
  static class PerClass {
    @BeforeAll
    static void before(Connection connection) throws SQLException {
      insert(connection);
    }

    @Test
    @Order(1)
    void first(Connection connection) throws SQLException {
      Assertions.assertThat(text(connection, "delete from book returning title"))
          .isEqualTo("Ulysses");
    }

    @Test
    @Order(2)
    void second(Connection connection) throws SQLException {
      insert(connection);
    }

    @Nested
    class Inner {
      @Test
      void seesTheSame(Connection connection) throws SQLException {
        Assertions.assertThat(text(connection, "select count(*) from book")).isEqualTo("1");
      }
    }
  }

  @PostcarTest(packages = SHOP)
  static class Outer {
    private String outer;

    @BeforeEach
    void before(Connection connection) throws SQLException {
      outer = insert(connection);
    }

    @Nested
    class Inner {
      private final DataSource dataSource;

      Inner(DataSource dataSource) {
        this.dataSource = dataSource;
      }

      @Test
      void sharesWithOuterMethods(Connection connection) throws SQLException {
        Assertions.assertThat(connection.getCatalog()).isEqualTo(outer);
        try (Connection other = dataSource.getConnection()) {
          Assertions.assertThat(other.getCatalog()).isEqualTo(outer);
        }
      }

      @Nested
      @PostcarTest(packages = "dev.postcar.junit.files")
      class OfOtherPackages {
        @Test
        void hasNoBooks(Connection connection) {
          Assertions.assertThat(connection).isNotNull();
        }
      }
    }
  }

  /** Its four tests run at once: each waits for the others. */
  @PostcarTest(packages = SHOP)
  static class Parallel {
    static CountDownLatch together;

    @BeforeAll
    static void before() {
      together = new CountDownLatch(4);
    }

    private static void run(Connection connection) throws Exception {
      insert(connection);
      together.countDown();
      Assertions.assertThat(together.await(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void one(Connection connection) throws Exception {
      run(connection);
    }

    @Test
    void two(Connection connection) throws Exception {
      run(connection);
    }

    @Test
    void three(Connection connection) throws Exception {
      run(connection);
    }

    @Test
    void four(Connection connection) throws Exception {
      run(connection);
    }
  }

  @PostcarTest(packages = "dev.postcar.junit.failing")
  static class Failing {
    @Test
    void one(Connection connection) {}

    @Test
    void two(Connection connection) {}
  }

  @PostcarTest(packages = "dev.postcar.junit.failing")
  static class FailingToo {
    @Test
    void one(DataSource dataSource) {}
  }

  @PostcarTest(packages = "dev.postcar.junit.shp")
  static class Empty {
    @Test
    void one() {}
  }

  @PostcarTest(packages = SHOP)
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  static class ConnectionOutsideMethods {
    @BeforeAll
    void before(Connection connection) {}

    @Test
    void one() {}
  }

  @PostcarTest(packages = SHOP)
  static class Leaking {
    @RepeatedTest(2)
    void leaks(DataSource dataSource) throws SQLException {
      Connection connection = dataSource.getConnection();
      connection.setAutoCommit(false);
      insert(connection);
      dataSource.getConnection();
    }

    @Test
    void losesItsSessions(Connection connection, DataSource dataSource) throws SQLException {
      insert(connection);
      try (Connection other = dataSource.getConnection()) {
        text(
            other,
            "select pg_terminate_backend(pid) from pg_stat_activity where datname ="
                + " current_database() and pid <> pg_backend_pid()");
      }
    }

    @Test
    void getsAnotherConnectionAfterClosingIt(Connection connection) throws SQLException {
      insert(connection);
      connection.close();
    }
  }

  @PostcarTest(packages = "dev.postcar.junit.files")
  static class SqlFiles {
    @Test
    void hasWhatTheFileMade(Connection connection) throws SQLException {
      Assertions.assertThat(text(connection, "select count(*) from note")).isEqualTo("0");
      Assertions.assertThat(text(connection, "show search_path")).isEqualTo("audit, public");
      DATABASES.add(connection.getCatalog());
    }
  }

  @PostcarTest(packages = SHOP)
  static class Sound {
    @Test
    void isSound(MigrationAssertions migrations) {
      migrations.assertReversible();
      migrations.assertNoHazard(HintLevel.DANGER);
    }
  }

  @PostcarTest(packages = "dev.postcar.junit.broken")
  static class Unsound {
    @Test
    void reversible(MigrationAssertions migrations) {
      migrations.assertReversible();
    }

    @Test
    void hazard(MigrationAssertions migrations) {
      migrations.assertNoHazard(HintLevel.DANGER);
    }

    @Test
    @AllowHazard(value = "create-index-blocks-writes", because = "it is small")
    void allowed(MigrationAssertions migrations) {
      migrations.assertNoHazard(HintLevel.DANGER);
    }

    @Test
    @AllowHazard(value = "drop-column", because = "nothing reads it")
    void anotherAllowed(MigrationAssertions migrations) {
      migrations.assertNoHazard(HintLevel.DANGER);
    }
  }

  @PostcarTest(packages = SHOP)
  static class Hundred {
    @RepeatedTest(100)
    void insertsTheSameBook(Connection connection) throws SQLException {
      insert(connection);
    }
  }
}

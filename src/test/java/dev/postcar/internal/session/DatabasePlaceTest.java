package dev.postcar.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.zaxxer.hikari.HikariDataSource;
import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.testing.MigrationFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLTransientConnectionException;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** A connection that a caller's DataSource cannot make is named as well as it can be. */
final class DatabasePlaceTest {

  private static final String SECRET = "do_not_show_me";

  @TempDir private Path directory;
  private final int port = closedPort();

  /** A port that nobody listens at. */
  private static int closedPort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/shop";
  }

  private String failure(DataSource dataSource) {
    MigrationFolder folder = new MigrationFolder(directory).sql("M0001_One", "select 1", null);
    try (Postcar postcar = folder.on(dataSource)) {
      Throwable thrown = catchThrowable(postcar::migrate);
      assertThat(thrown).isInstanceOf(PostcarException.Connection.class);
      return thrown.getMessage();
    }
  }

  @Test
  void theDriversOwnSaysItself() {
    PGSimpleDataSource dataSource = new PGSimpleDataSource();
    dataSource.setServerNames(new String[] {"127.0.0.1"});
    dataSource.setPortNumbers(new int[] {port});
    dataSource.setDatabaseName("shop");
    dataSource.setUser("ada");
    dataSource.setPassword(SECRET);
    assertThat(failure(dataSource))
        .startsWith("Cannot connect to shop at 127.0.0.1:" + port + " as ada: connection refused.")
        .doesNotContain(SECRET);
  }

  @Test
  void aPoolSaysWhatItWasMadeOf() {
    try (HikariDataSource pool = new HikariDataSource()) {
      pool.setJdbcUrl(url() + "?password=" + SECRET);
      pool.setUsername("ada");
      pool.setConnectionTimeout(250);
      assertThat(failure(pool))
          .startsWith(
              "Cannot connect to shop at 127.0.0.1:" + port + " as ada: connection refused.")
          .doesNotContain(SECRET);
    }
  }

  @Test
  void aPoolThatGaveUpSaysWhy() {
    try (HikariDataSource pool = new HikariDataSource()) {
      pool.setJdbcUrl(url());
      pool.setUsername("ada");
      pool.setPassword(SECRET);
      pool.setConnectionTimeout(1_000);
      pool.setInitializationFailTimeout(-1);
      assertThat(failure(pool))
          .startsWith("Cannot connect to shop at 127.0.0.1:" + port + " as ada: ")
          .contains("connection refused")
          .doesNotContain(SECRET);
    }
  }

  @Test
  void aPoolAroundTheDriversOwnSaysWhereThatLeads() {
    PGSimpleDataSource inner = new PGSimpleDataSource();
    inner.setURL(url() + "?user=ada&password=" + SECRET);
    try (HikariDataSource pool = new HikariDataSource()) {
      pool.setDataSource(inner);
      assertThat(failure(pool))
          .startsWith(
              "Cannot connect to shop at 127.0.0.1:" + port + " as ada: connection refused.")
          .doesNotContain(SECRET);
    }
  }

  @Test
  void othersAreAskedByTheUsualNames() {
    assertThat(failure(new Named(url() + "?user=ada&password=" + SECRET)))
        .startsWith("Cannot connect to shop at 127.0.0.1:" + port + ": connection refused.")
        .doesNotContain(SECRET);
  }

  @Test
  void ofOneThatSaysNothingTheDriverSaysTheServer() {
    assertThat(failure(new Silent(url())))
        .startsWith("Cannot connect to 127.0.0.1:" + port + ": connection refused.");
    assertThat(failure(new Silent(null))).startsWith("Cannot connect: it has no URL.");
  }

  @Test
  void aPoolWithoutAFreeConnectionIsNoWrongSetting() {
    Silent full =
        new Silent(null) {
          @Override
          public Connection getConnection() throws SQLException {
            throw new SQLTransientConnectionException("shop - Connection is not available");
          }
        };
    assertThat(failure(full))
        .isEqualTo(
            "Cannot connect: shop - Connection is not available.\n"
                + "Next: free a connection of the pool, or make the pool larger.");
  }

  @Test
  void onlyServerAndDatabaseAreTakenOfAUrl() {
    assertThat(DatabasePlace.of("jdbc:postgresql://a:1,b:2/my%20shop?x=/y", null, null))
        .isEqualTo("my shop at a:1,b:2");
    assertThat(DatabasePlace.of("jdbc:aws-wrapper:postgresql://a/shop", null, "ada"))
        .isEqualTo("shop at a as ada");
    assertThat(DatabasePlace.of("jdbc:postgresql://ada:" + SECRET + "@a/shop", null, null))
        .isEqualTo("shop at a");
    assertThat(DatabasePlace.of("jdbc:postgresql:shop", null, null)).isEqualTo("shop");
    assertThat(DatabasePlace.of("jdbc:postgresql://a/", null, "ada")).isEqualTo("a as ada");
    assertThat(DatabasePlace.of("jdbc:postgresql:///shop", "/run/.s.PGSQL.5432", null))
        .isEqualTo("shop at /run/.s.PGSQL.5432");
    assertThat(DatabasePlace.of("jdbc:h2:mem:shop", null, "ada")).isEmpty();
  }

  /** Connects by the driver, and says nothing of where. */
  private static class Silent implements DataSource {
    final String target;

    Silent(String target) {
      this.target = target;
    }

    @Override
    public Connection getConnection() throws SQLException {
      if (target == null) {
        throw new SQLException("it has no URL", "08001");
      }
      return DriverManager.getConnection(target, "ada", SECRET);
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
      return getConnection();
    }

    @Override
    public PrintWriter getLogWriter() {
      return null;
    }

    @Override
    public void setLogWriter(PrintWriter out) {}

    @Override
    public void setLoginTimeout(int seconds) {}

    @Override
    public int getLoginTimeout() {
      return 0;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
      throw new SQLFeatureNotSupportedException();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
      throw new SQLException("not a wrapper");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
      return false;
    }
  }

  /** As Spring's and Tomcat's. */
  public static final class Named extends Silent {
    Named(String url) {
      super(url);
    }

    public String getUrl() {
      return target;
    }
  }
}

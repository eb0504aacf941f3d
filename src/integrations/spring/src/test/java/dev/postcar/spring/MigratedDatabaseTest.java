package dev.postcar.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.PostcarException;
import java.sql.Connection;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.AbstractDataSource;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

/** Which database is migrated, and as whom. */
final class MigratedDatabaseTest {

  private final ApplicationContextRunner context =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(PostcarAutoConfiguration.class))
          .withPropertyValues("postcar.on-start=none", "postcar.packages=a");

  private static DataSource database(String name) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl("jdbc:postgresql://localhost/" + name);
    return source;
  }

  @Test
  void withoutADatabaseItSaysSo() {
    context.run(
        started ->
            assertThat(started.getStartupFailure())
                .rootCause()
                .isInstanceOf(PostcarException.Configuration.class)
                .hasMessageContaining("the application has no DataSource"));
    context
        .withPropertyValues("postcar.enabled=false")
        .run(started -> assertThat(started).hasNotFailed());
  }

  @Test
  void aPasswordWithoutAUserIsAMistake() {
    context
        .withPropertyValues("postcar.password=x")
        .withBean(DataSource.class, () -> database("shop"))
        .run(
            started ->
                assertThat(started.getStartupFailure())
                    .rootCause()
                    .hasMessageContaining("set postcar.user as well"));
  }

  @Test
  void ofSeveralTheMarkedOneIsTaken() {
    ApplicationContextRunner two =
        context
            .withBean("one", DataSource.class, () -> database("one"))
            .withBean("two", DataSource.class, () -> database("two"));
    two.run(
        started ->
            assertThat(started.getStartupFailure())
                .rootCause()
                .hasMessageContaining("@PostcarDataSource"));
    context
        .withBean("one", DataSource.class, () -> database("one"))
        .withUserConfiguration(Marked.class)
        .run(
            started ->
                assertThat(started.getBean(MigratedDatabase.class).dataSource())
                    .isSameAs(started.getBean("marked")));
  }

  /** A second DataSource, marked. */
  @Configuration(proxyBeanMethods = false)
  static class Marked {

    @Bean
    @PostcarDataSource
    DataSource marked() {
      return database("marked");
    }
  }

  @Test
  void anotherUserTakesTheUrlOfTheDataSource() {
    ApplicationContextRunner asOwner = context.withPropertyValues("postcar.user=owner");
    asOwner
        .withBean(DataSource.class, () -> database("shop"))
        .run(
            started ->
                assertThat(started.getBean(MigratedDatabase.class).dataSource())
                    .isInstanceOfSatisfying(
                        SimpleDriverDataSource.class,
                        own -> {
                          assertThat(own.getUrl()).contains("/shop");
                          assertThat(own.getUsername()).isEqualTo("owner");
                        }));
    asOwner
        .withBean(DataSource.class, Opaque::new)
        .run(
            started ->
                assertThat(started.getStartupFailure())
                    .rootCause()
                    .isNotNull()
                    .satisfies(
                        cause ->
                            assertThat(started.getStartupFailure())
                                .hasStackTraceContaining("Next: set postcar.url as well.")));
  }

  /** A DataSource that shows no URL. */
  private static final class Opaque extends AbstractDataSource {

    @Override
    public Connection getConnection() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Connection getConnection(String username, String password) {
      throw new UnsupportedOperationException();
    }
  }
}

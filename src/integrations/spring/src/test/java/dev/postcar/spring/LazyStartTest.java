package dev.postcar.spring;

import static org.assertj.core.api.Assertions.assertThat;

import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Lazy beans are made at their first use, by a request; the migrations run at the start. */
final class LazyStartTest {

  private static DataSource nobody() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl("jdbc:postgresql://127.0.0.1:1/none?connectTimeout=2");
    return source;
  }

  @Test
  void aLazyStartMigratesToo() {
    new ApplicationContextRunner()
        .withInitializer(
            context ->
                context.addBeanFactoryPostProcessor(
                    new LazyInitializationBeanFactoryPostProcessor()))
        .withConfiguration(AutoConfigurations.of(PostcarAutoConfiguration.class))
        .withBean(DataSource.class, LazyStartTest::nobody)
        .withPropertyValues("postcar.packages=dev.postcar.spring", "postcar.on-start=validate")
        .run(
            started ->
                assertThat(started.getStartupFailure())
                    .isNotNull()
                    .hasStackTraceContaining(PostcarStartException.class.getName()));
  }
}

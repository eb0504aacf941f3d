package dev.postcar.junit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** Prints what a test with a database of its own costs: java dev.postcar.junit.Bench. */
public final class Bench {

  private Bench() {}

  /** One test. */
  @PostcarTest(packages = "dev.postcar.junit.shop")
  static final class One {
    @RepeatedTest(1)
    void insert(Connection connection) throws Exception {
      Work.insert(connection);
    }
  }

  /** A thousand small tests. */
  @PostcarTest(packages = "dev.postcar.junit.shop")
  static final class Thousand {
    @RepeatedTest(1000)
    void insert(Connection connection) throws Exception {
      Work.insert(connection);
    }
  }

  /** What a small test does. */
  private static final class Work {
    static void insert(Connection connection) throws Exception {
      try (var statement = connection.createStatement()) {
        statement.execute("insert into book values (1, 'Ulysses')");
      }
    }
  }

  public static void main(String[] args) {
    for (Class<?> type : List.of(One.class, Thousand.class)) {
      SummaryGeneratingListener listener = new SummaryGeneratingListener();
      long start = System.nanoTime();
      LauncherFactory.create()
          .execute(
              LauncherDiscoveryRequestBuilder.request().selectors(selectClass(type)).build(),
              listener);
      long tests = listener.getSummary().getTestsSucceededCount();
      double ms = (System.nanoTime() - start) / 1e6;
      listener
          .getSummary()
          .getFailures()
          .forEach(failure -> System.out.println(failure.getException()));
      System.out.printf(
          "%s: %d tests in %.0f ms, %.1f ms each%n",
          type.getSimpleName(), tests, ms, ms / Math.max(1, tests));
    }
  }
}

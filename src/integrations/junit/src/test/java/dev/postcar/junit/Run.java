package dev.postcar.junit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.List;
import java.util.Map;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** What came of running sample classes. */
record Run(EngineExecutionResults results) {

  static Run of(Class<?>... classes) {
    return of(Map.of(), classes);
  }

  static Run of(Map<String, String> parameters, Class<?>... classes) {
    EngineTestKit.Builder builder =
        EngineTestKit.engine("junit-jupiter").enableImplicitConfigurationParameters(true);
    for (Class<?> one : classes) {
      builder.selectors(selectClass(one));
    }
    return new Run(builder.configurationParameters(parameters).execute());
  }

  long succeeded() {
    return results.testEvents().succeeded().count();
  }

  /** Of tests and of classes. */
  List<Throwable> failures() {
    return results.allEvents().failed().stream()
        .map(event -> event.getRequiredPayload(TestExecutionResult.class))
        .map(result -> result.getThrowable().orElseThrow())
        .toList();
  }

  Throwable failureOf(String method) {
    Event failed =
        results.testEvents().failed().stream()
            .filter(event -> event.getTestDescriptor().getDisplayName().startsWith(method + "("))
            .findFirst()
            .orElseThrow();
    return failed.getRequiredPayload(TestExecutionResult.class).getThrowable().orElseThrow();
  }
}

package dev.postcar.internal.operation;

import dev.postcar.internal.check.Check;
import dev.postcar.internal.config.Config;
import dev.postcar.internal.source.SourceRequest;
import dev.postcar.options.CheckOptions;
import dev.postcar.result.CheckResult;
import dev.postcar.result.Finding;
import java.util.ArrayList;
import java.util.List;

/** {@code check}: everything that can be checked without a database. */
public final class CheckOperation {

  private CheckOperation() {}

  /** Checks. */
  public static CheckResult run(OperationContext context, CheckOptions options) {
    Config config = context.config();
    CheckResult result =
        Check.of(SourceRequest.of(config), config.order(), config.outOfOrder(), options);
    List<Finding> hints = new ArrayList<>(result.hints());
    context.foreignFiles().forEach(line -> hints.add(new Finding(null, "foreign", line)));
    return new CheckResult(result.migrations(), result.findings(), hints, result.written())
        .orFindings();
  }
}

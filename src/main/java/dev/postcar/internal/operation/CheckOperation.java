package dev.postcar.internal.operation;

import dev.postcar.CheckOptions;
import dev.postcar.internal.check.Check;
import dev.postcar.internal.config.Config;
import dev.postcar.internal.source.SourceRequest;
import dev.postcar.result.CheckResult;

/** {@code check}: everything that can be checked without a database. */
public final class CheckOperation {

  private CheckOperation() {}

  /** Checks. */
  public static CheckResult run(OperationContext context, CheckOptions options) {
    Config config = context.config();
    return Check.of(SourceRequest.of(config), config.order(), config.outOfOrder(), options)
        .orFindings();
  }
}

package dev.postcar.internal.operation;

import dev.postcar.internal.plan.DependencyGraph;
import dev.postcar.internal.source.Migrations;
import dev.postcar.result.GraphResult;

/** {@code graph}: what depends on what. */
public final class GraphOperation {

  private GraphOperation() {}

  /** Loads the migrations; needs no database. */
  public static GraphResult run(OperationContext context) {
    try (Planning planning = context.load()) {
      Migrations migrations = planning.migrations();
      return DependencyGraph.of(migrations.known(), migrations.views());
    }
  }
}

package dev.postcar.internal.report;

import dev.postcar.Direction;
import dev.postcar.result.PlanResult;
import dev.postcar.result.ViewChange;
import java.util.List;
import java.util.Objects;

/** What would be done, as a person reads it. */
public final class PlanText {

  private PlanText() {}

  /**
   * What would be done.
   *
   * @param withSql whether to print the SQL as well
   */
  public static String of(PlanResult result, boolean withSql) {
    if (result.plan().isEmpty() && result.views().isEmpty()) {
      return "Nothing to do in " + result.database() + ".";
    }
    StringBuilder text = new StringBuilder();
    for (PlanResult.PlannedStep step : result.plan()) {
      text.append(verb(step))
          .append(step.id())
          .append(step.stored() ? " (by its stored SQL)" : "")
          .append('\n');
      if (withSql && step.sql() != null) {
        text.append(step.sql().strip().indent(4));
      }
      views(text, result.views(), step.id());
    }
    views(text, result.views(), null);
    String migrations =
        result.plan().isEmpty() ? "" : Counts.text(result.plan().size(), "migration") + " to run";
    String views =
        result.views().isEmpty() ? "" : Counts.text(result.views().size(), "view") + " to change";
    return text.append(migrations)
        .append(migrations.isEmpty() || views.isEmpty() ? "" : " and ")
        .append(views)
        .append(" in ")
        .append(result.database())
        .append("; nothing was changed.")
        .toString();
  }

  private static void views(StringBuilder text, List<ViewChange> changes, String with) {
    for (ViewChange change : changes) {
      if (Objects.equals(change.with(), with)) {
        String verb =
            switch (change.outcome()) {
              case CREATED -> "would create view ";
              case RECREATED -> "would recreate view ";
              case DROPPED -> "would drop view ";
            };
        text.append(with == null ? "" : "  ").append(verb).append(change.id()).append('\n');
      }
    }
  }

  private static String verb(PlanResult.PlannedStep step) {
    return step.recorded()
        ? "would record "
        : step.direction() == Direction.FORWARD ? "would apply " : "would roll back ";
  }
}

package dev.postcar.internal.report;

import dev.postcar.Direction;
import dev.postcar.internal.sql.DropTarget;
import dev.postcar.result.PlanResult;
import dev.postcar.result.ViewChange;
import java.util.List;
import java.util.Objects;

/** What would be done, as a person reads it. */
public final class PlanText {

  /** How many migrations a question lists. */
  private static final int MOST = 30;

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
      for (PlanResult.Drop drop : result.drops()) {
        if (drop.migration().equals(step.id())) {
          text.append("  would drop ").append(of(drop)).append('\n');
        }
      }
      views(text, result.views(), step.id());
    }
    views(text, result.views(), null);
    String migrations =
        result.plan().isEmpty()
            ? ""
            : Counts.text(result.plan().size(), "migration")
                + (isRollback(result) ? " to roll back" : " to run");
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

  private static boolean isRollback(PlanResult result) {
    return result.plan().stream().allMatch(step -> step.direction() == Direction.ROLLBACK);
  }

  /** What would be dropped, with the rows that would go with it. */
  static String of(PlanResult.Drop drop) {
    boolean values = drop.counted() && drop.kind() == PlanResult.Drop.Kind.COLUMN;
    String unit = values ? "value" : "row";
    String rows =
        drop.rows() == null
            ? "number of rows not known"
            : drop.rows() == 0
                ? "no " + unit + "s"
                : (drop.counted() ? "" : "about ")
                    + Counts.grouped(drop.rows())
                    + (drop.rows() == 1 ? " " + unit : " " + unit + "s");
    return switch (drop.kind()) {
      case TABLE -> "table " + drop.name() + " (" + rows + ")";
      case COLUMN -> "column " + drop.name() + " (" + rows + ")";
      case SCHEMA ->
          "schema %s (%s, %s)".formatted(drop.name(), Counts.text(drop.tables(), "table"), rows);
    };
  }

  /**
   * The migrations of a plan that leads back, with what each would drop.
   *
   * @return indented lines, the first ones of many
   */
  public static String list(PlanResult plan) {
    StringBuilder text = new StringBuilder();
    for (PlanResult.PlannedStep step : plan.plan().subList(0, Math.min(MOST, plan.plan().size()))) {
      text.append("  ").append(step.id());
      text.append(step.sql() == null ? ": Java code, which may drop anything\n" : more(step.sql()));
      plan.drops().stream()
          .filter(drop -> drop.migration().equals(step.id()))
          .forEach(drop -> text.append("    drops ").append(of(drop)).append('\n'));
    }
    int more = plan.plan().size() - MOST;
    long left =
        plan.plan().stream()
            .skip(MOST)
            .flatMap(step -> plan.drops().stream().filter(d -> d.migration().equals(step.id())))
            .count();
    return more <= 0
        ? text.toString()
        : text + "  … and " + more + " more, with " + Counts.text(left, "drop") + "\n";
  }

  /** What the SQL runs is known only once it has run. */
  private static String more(String sql) {
    return DropTarget.mayBeMore(sql) ? ": runs code, which may drop more\n" : "\n";
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

package dev.postcar.schema;

import dev.postcar.MigrationId;
import dev.postcar.PostcarException;
import dev.postcar.history.AppliedView;
import dev.postcar.history.History;
import dev.postcar.history.Recorded;
import dev.postcar.plan.Rebuilding;
import dev.postcar.plan.Rebuilding.Part;
import dev.postcar.run.Operation;
import dev.postcar.sql.Quote;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/**
 * Builds a live database's schema anew: its migrations in the order of application, each as the
 * role that applied it, then its managed views.
 */
public final class Rebuild {

  private final List<Part> parts;
  private final Map<Long, String> appliers = new HashMap<>();
  private final List<RaisedView> views = new ArrayList<>();

  /** A managed view that is up. */
  private record RaisedView(MigrationId id, String sql, String by) {}

  /**
   * Reads what is to be built; nothing is written or locked.
   *
   * @param live reads the bookkeeping
   * @param recorded what it remembers
   * @param parts the migrations
   * @param history knows its tables
   * @param role who runs everything; null where each session's user does
   */
  public Rebuild(
      Operation live, Recorded recorded, List<Part> parts, History history, String role) {
    this.parts = List.copyOf(parts);
    for (List<String> row : live.query(history.appliers())) {
      appliers.put(Long.valueOf(row.get(0)), role == null ? row.get(1) : role);
    }
    if (!recorded.views().isEmpty()) {
      Map<MigrationId, RaisedView> raised = new HashMap<>();
      for (List<String> row : live.query(history.raised())) {
        MigrationId id = new MigrationId(row.get(0), row.get(1));
        raised.put(id, new RaisedView(id, row.get(2), role == null ? row.get(3) : role));
      }
      addInOrder(recorded.views(), raised);
    }
  }

  /** Those that a view uses come before it; a circle cannot have been created. */
  private void addInOrder(List<AppliedView> rows, Map<MigrationId, RaisedView> raised) {
    Set<MigrationId> waiting = new LinkedHashSet<>();
    rows.forEach(row -> waiting.add(row.id()));
    while (!waiting.isEmpty()) {
      int before = waiting.size();
      for (AppliedView row : rows) {
        if (waiting.contains(row.id()) && row.uses().stream().noneMatch(waiting::contains)) {
          views.add(raised.get(row.id()));
          waiting.remove(row.id());
        }
      }
      if (waiting.size() == before) {
        throw new IllegalStateException("views that use each other: " + waiting);
      }
    }
  }

  /**
   * The roles that run anything.
   *
   * @return by name
   */
  public Set<String> runners() {
    Set<String> runners = new HashSet<>();
    parts.forEach(part -> runners.add(appliers.get(part.row().row())));
    views.forEach(view -> runners.add(view.by()));
    return runners;
  }

  /**
   * The SQL that runs, as far as it is SQL.
   *
   * @return of migrations and of views
   */
  public List<String> texts() {
    List<String> texts = new ArrayList<>();
    parts.stream().map(part -> part.migration().forwardSql()).forEach(texts::add);
    views.stream().map(RaisedView::sql).forEach(texts::add);
    texts.removeIf(Objects::isNull);
    return texts;
  }

  /**
   * Builds.
   *
   * @param scratch an empty database
   * @param runAs begins an operation there as a role
   * @param searchPath that of migrations; null for the database's
   * @throws PostcarException.Refusal if something does not run again
   */
  public void on(ScratchDatabase scratch, Function<String, Operation> runAs, String searchPath) {
    try {
      int from = 0;
      while (from < parts.size()) {
        String role = appliers.get(parts.get(from).row().row());
        int to = from + 1;
        while (to < parts.size() && role.equals(appliers.get(parts.get(to).row().row()))) {
          to++;
        }
        List<Part> group = parts.subList(from, to);
        try (Operation operation = runAs.apply(role)) {
          operation.perform("migrate", recorded -> Rebuilding.plan(group, recorded), done -> null);
        }
        from = to;
      }
    } catch (PostcarException.MigrationFailed e) {
      throw MissingExtension.in(e).orElseGet(() -> refusal(e.getMessage(), e));
    }
    raise(scratch, searchPath);
  }

  private void raise(ScratchDatabase scratch, String searchPath) {
    if (views.isEmpty()) {
      return;
    }
    String path =
        searchPath == null
            ? ""
            : "select set_config('search_path', " + Quote.literal(searchPath) + ", true);\n";
    try (Connection connection = scratch.connect();
        Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      for (RaisedView view : views) {
        try {
          String role = "set local role " + Quote.identifier(view.by()) + ";\n";
          statement.execute("begin;\n" + role + path + view.sql() + "\n;\ncommit");
        } catch (SQLException e) {
          throw refusal(view.id() + " failed: " + e.getMessage(), e);
        }
      }
    } catch (SQLException e) {
      throw refusal(e.getMessage(), e);
    }
  }

  private static PostcarException refusal(String said, Exception cause) {
    return new PostcarException.Refusal(
        "Refused: what is applied does not run again on an empty database, so that there is nothing"
            + " to compare with. The live database was not touched.\n"
            + said.lines().findFirst().orElse(""),
        cause,
        null);
  }
}

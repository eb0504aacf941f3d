package dev.postcar.internal.operation;

import dev.postcar.MigrationId;
import dev.postcar.PostcarException;
import dev.postcar.internal.history.AppliedView;
import dev.postcar.internal.history.History;
import dev.postcar.internal.history.Recorded;
import dev.postcar.internal.plan.RebuildPlanner;
import dev.postcar.internal.plan.RebuildPlanner.Part;
import dev.postcar.internal.run.OpenDatabase;
import dev.postcar.internal.scratch.ScratchLimit;
import dev.postcar.internal.session.Connections;
import dev.postcar.internal.source.AvailableView;
import dev.postcar.internal.sql.Quote;
import dev.postcar.internal.sql.SqlScript;
import dev.postcar.internal.sql.SqlSyntaxException;
import dev.postcar.internal.sql.StatementKind;
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
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * Builds a live database's schema again: its migrations in the order of application, each as the
 * role that applied it, then its managed views.
 */
final class Rebuild {

  private final List<Part> parts;
  private final Map<Long, String> appliers = new HashMap<>();
  private final List<RaisedView> views = new ArrayList<>();

  /** A managed view that is up; its SQL is its class's, unless that is gone or was changed. */
  private record RaisedView(MigrationId id, String sql, String by, boolean stored) {}

  /** Does something on the scratch database as a role. */
  @FunctionalInterface
  public interface RunAs {
    /** Does it. */
    void run(String role, BiConsumer<OpenDatabase, Connections> work);
  }

  /**
   * Reads what is to be built; nothing is written or locked.
   *
   * @param role who runs everything; null where each session's user does
   */
  public Rebuild(
      OpenDatabase live,
      Recorded recorded,
      List<Part> parts,
      List<AvailableView> sources,
      History history,
      String role) {
    this.parts = List.copyOf(parts);
    for (List<String> row : live.query(history.appliers())) {
      appliers.put(Long.valueOf(row.get(0)), role == null ? row.get(1) : role);
    }
    if (!recorded.views().isEmpty()) {
      Map<MigrationId, RaisedView> raised = new HashMap<>();
      for (List<String> row : live.query(history.raised())) {
        MigrationId id = new MigrationId(row.get(0), row.get(1));
        raised.put(id, new RaisedView(id, row.get(2), role == null ? row.get(3) : role, true));
      }
      for (AppliedView row : recorded.views()) {
        sources.stream()
            .filter(one -> one.id().equals(row.id()) && one.checksum().equals(row.checksum()))
            .map(one -> new RaisedView(one.id(), one.upSql(), raised.get(one.id()).by(), false))
            .forEach(one -> raised.put(one.id(), one));
      }
      addInOrder(recorded.views(), raised);
    }
  }

  /**
   * Refuses SQL that the database alone vouches for, unless that is trusted; and always such as
   * would leave the transaction that it is run in.
   */
  public void refuseUnvouched(boolean trusted) {
    Map<String, String> stored = new TreeMap<>();
    parts.stream()
        .filter(Part::stored)
        .forEach(one -> stored.put(one.row().id().toString(), one.migration().forwardSql()));
    views.stream()
        .filter(RaisedView::stored)
        .forEach(one -> stored.put("view " + one.id(), one.sql()));
    if (!trusted && !stored.isEmpty()) {
      throw new PostcarException.Refusal(
          "Refused: only the history of this database has the SQL of "
              + String.join(", ", stored.keySet())
              + ": the class is missing or has changed.\n"
              + "State: nothing was run; the live database was only read.\n"
              + "Next: restore the classes. Or, if you trust whoever can write to the history, add"
              + " --trust-history: the stored SQL runs on the scratch server, not as a superuser.");
    }
    stored.forEach(
        (name, sql) -> {
          if (controlsTransaction(sql)) {
            throw new PostcarException.Refusal(
                "Refused: the stored SQL of "
                    + name
                    + " begins or ends a transaction, or cannot be read. postcar never stores such"
                    + " SQL.\n"
                    + "State: nothing was run; the live database was only read.\n"
                    + "Next: find out who wrote it.");
          }
        });
  }

  private static boolean controlsTransaction(String sql) {
    try {
      return SqlScript.statements(sql).stream().anyMatch(StatementKind::controlsTransaction);
    } catch (SqlSyntaxException e) {
      return true;
    }
  }

  /**
   * Whether there is SQL that no class has; true for a migration or a view whose class is gone or
   * was changed.
   */
  public boolean runsStored() {
    return parts.stream().anyMatch(Part::stored) || views.stream().anyMatch(RaisedView::stored);
  }

  /** How many migrations there are. */
  public int size() {
    return parts.size();
  }

  /** The role that runs the first migration; null where there is none. */
  public String first() {
    return parts.isEmpty() ? null : appliers.get(parts.get(0).row().row());
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

  /** The roles that run anything, by name. */
  public Set<String> runners() {
    Set<String> runners = new HashSet<>();
    parts.forEach(part -> runners.add(appliers.get(part.row().row())));
    views.forEach(view -> runners.add(view.by()));
    return runners;
  }

  /** The SQL that runs, as far as it is SQL. */
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
   * @param onlySet whether a role is not logged in as, but set
   * @param searchPath that of migrations; null for the database's
   * @throws PostcarException.Refusal if something does not run again
   */
  public void on(RunAs runAs, boolean onlySet, String searchPath) {
    try {
      int from = 0;
      while (from < parts.size()) {
        String role = appliers.get(parts.get(from).row().row());
        int to = from + 1;
        while (to < parts.size() && role.equals(appliers.get(parts.get(to).row().row()))) {
          to++;
        }
        List<Part> group = parts.subList(from, to);
        runAs.run(
            role,
            (operation, there) ->
                PlannedOperation.perform(
                    "migrate",
                    operation,
                    PlannedOperation.First.LOOK,
                    recorded -> RebuildPlanner.plan(group, recorded),
                    done -> null));
        from = to;
      }
    } catch (PostcarException.MigrationFailed e) {
      throw ScratchLimit.in(e).orElseGet(() -> refusal(e.commandLineMessage(), e));
    }
    String path =
        searchPath == null
            ? ""
            : "select pg_catalog.set_config('search_path', "
                + Quote.literal(searchPath)
                + ", true);\n";
    for (RaisedView view : views) {
      String role = onlySet ? "set local role " + Quote.identifier(view.by()) + ";\n" : "";
      runAs.run(view.by(), (operation, there) -> raise(view, there, role + path));
    }
  }

  private static void raise(RaisedView view, Connections there, String before) {
    try (Connection connection = there.borrowAuxiliary();
        Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      // A message is cut into tokens before its first statement runs: as the check read it.
      statement.execute("set standard_conforming_strings = on");
      statement.execute("begin;\n" + before + view.sql() + "\n;\ncommit");
    } catch (SQLException e) {
      throw ScratchLimit.of(view.id(), e)
          .orElseGet(() -> refusal(view.id() + " failed: " + e.getMessage(), e));
    }
  }

  private static PostcarException refusal(String said, Exception cause) {
    return new PostcarException.Refusal(
        "Refused: the applied migrations cannot be replayed on an empty database, so there is"
            + " nothing to compare. The live database was not touched.\n"
            + said.lines().findFirst().orElse(""),
        cause,
        null);
  }
}

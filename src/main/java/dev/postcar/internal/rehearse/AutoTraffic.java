package dev.postcar.internal.rehearse;

import dev.postcar.internal.session.ServerSaid;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Traffic on some tables and on those that their foreign keys refer to: reads and writes by key.
 * Each kind is tried once, and what the constraints do not allow is left out.
 *
 * @param templates what clients send
 * @param touched the tables themselves, with their schemas, quoted
 */
record AutoTraffic(List<Template> templates, List<String> touched) {

  /** Makes it, on a connection with search_path pg_catalog. */
  static AutoTraffic of(
      Connection connection, Collection<String> traced, long seed, Consumer<String> note)
      throws SQLException {
    Set<String> touched = new LinkedHashSet<>();
    for (String name : traced) {
      touched.addAll(TableShape.named(connection, name));
    }
    Set<String> tables = new LinkedHashSet<>(touched);
    for (String table : touched) {
      tables.addAll(TableShape.of(connection, table).parents(connection));
    }
    List<Template> templates = new ArrayList<>();
    for (String table : tables) {
      TableShape shape = TableShape.of(connection, table);
      List<List<String>> keys = shape.key().isEmpty() ? List.of() : shape.keys(connection, seed);
      if (keys.isEmpty()) {
        note.accept(
            "no traffic on %s: it has no %s"
                .formatted(shown(table), shape.key().isEmpty() ? "primary key" : "rows"));
        continue;
      }
      for (Template template : templates(shape, keys, note)) {
        String error = attempt(connection, template);
        if (error == null) {
          templates.add(template);
        } else {
          note.accept("left out of the traffic: %s: %s".formatted(template.name(), error));
        }
      }
    }
    return new AutoTraffic(List.copyOf(templates), List.copyOf(touched));
  }

  private static List<Template> templates(
      TableShape shape, List<List<String>> keys, Consumer<String> note) {
    List<String> conditions = new ArrayList<>();
    for (int i = 0; i < shape.key().size(); i++) {
      conditions.add(shape.key().get(i).name() + " = :k" + (i + 1));
    }
    String where = " where " + String.join(" and ", conditions);
    List<Template> templates = new ArrayList<>();
    Template read =
        template("read", shape, false, keys, "select %s from %s" + where, names(shape, null));
    // An application reads more than it writes.
    templates.add(read);
    templates.add(read);
    List<TrafficColumn> changeable =
        shape.columns().stream()
            .filter(column -> !column.bound() && column.other() != null)
            .toList();
    if (changeable.isEmpty()) {
      note.accept("no updates of %s: each column is bound".formatted(shown(shape.name())));
      templates.add(
          template("lock", shape, true, keys, "select %s from %s" + where + " for update", "1"));
    } else {
      TrafficColumn column = changeable.get(0);
      String set = column.name() + " = " + column.other();
      templates.add(
          new Template(
              "update " + shown(shape.name()),
              true,
              List.of(
                  new Template.Pick(keys),
                  new Template.Send("update " + shape.name() + " set " + set + where))));
    }
    String fresh = shape.key().size() == 1 ? shape.key().get(0).fresh() : null;
    if (fresh == null || shape.otherKeys()) {
      note.accept(
          "no inserts and deletes of %s: its keys cannot be made up"
              .formatted(shown(shape.name())));
    } else {
      String insert =
          "insert into %1$s (%2$s) overriding system value select %3$s from %1$s"
              .formatted(shape.name(), names(shape, null), names(shape, fresh));
      String delete =
          "; delete from " + shape.name() + " where " + shape.key().get(0).name() + " = " + fresh;
      templates.add(
          new Template(
              "insert and delete " + shown(shape.name()),
              true,
              List.of(new Template.Pick(keys), new Template.Send(insert + where + delete))));
    }
    return templates;
  }

  private static Template template(
      String verb,
      TableShape shape,
      boolean writes,
      List<List<String>> keys,
      String sql,
      String what) {
    return new Template(
        verb + " " + shown(shape.name()),
        writes,
        List.of(new Template.Pick(keys), new Template.Send(sql.formatted(what, shape.name()))));
  }

  /** The columns; with something else for the key where that is given. */
  private static String names(TableShape shape, String key) {
    return shape.columns().stream()
        .map(column -> key != null && shape.key().contains(column) ? key : column.name())
        .collect(Collectors.joining(", "));
  }

  /** As results name tables. */
  static String shown(String table) {
    return table.startsWith("public.") ? table.substring("public.".length()) : table;
  }

  /** Tries it and takes it back; null where it works. */
  private static String attempt(Connection connection, Template template) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("begin");
      try {
        template.run(0, 0, new SplittableRandom(0), statement);
        return null;
      } catch (SQLException e) {
        return ServerSaid.of(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return "interrupted";
      } finally {
        statement.execute("rollback");
      }
    }
  }
}

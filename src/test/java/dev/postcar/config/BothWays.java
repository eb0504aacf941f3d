package dev.postcar.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.PostcarException;
import groovy.lang.GString;
import groovy.util.ConfigObject;
import groovy.util.ConfigSlurper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A conf script, run by Groovy and, as far as it is simple, as it would be stored. */
final class BothWays {

  private static final String NAME = "postcar.conf.groovy";

  private final String script;
  private ConfTree tree;

  BothWays(String script) {
    this.script = script;
  }

  /** The stored and read tree; null if the script is not simple. */
  ConfTree tree() {
    read(null);
    return tree;
  }

  /** What Groovy says. */
  private String read(String environment) {
    try {
      return GroovyConfig.read(
              Path.of(NAME), NAME, script, environment(environment), simple -> tree = copy(simple))
          .entrySet()
          .stream()
          .map(entry -> show(entry.getKey(), entry.getValue()))
          .toList()
          .toString();
    } catch (PostcarException.Configuration e) {
      return e.getMessage();
    }
  }

  /**
   * Compares both.
   *
   * @return whether Groovy was not needed
   */
  boolean compare(String environment) {
    String groovy = read(environment);
    assertThat(tree).as(script).isNotNull();
    String stored;
    try {
      stored =
          tree.read(NAME, environment(environment)).entrySet().stream()
              .map(entry -> show(entry.getKey(), entry.getValue()))
              .toList()
              .toString();
    } catch (PostcarException.Configuration e) {
      stored = e.getMessage();
    } catch (OddValue e) {
      return false;
    }
    assertThat(stored).as(script).isEqualTo(groovy);
    if (!groovy.contains("unknown key") && !groovy.contains("has no environment")) {
      compareValues(environment == null ? "" : environment);
    }
    return true;
  }

  private void compareValues(String environment) {
    String groovy = show(new ConfigSlurper(environment).parse(script));
    try {
      assertThat(show(ConfEvaluator.run(tree.body(), environment))).as(script).isEqualTo(groovy);
    } catch (OddValue e) {
      throw new AssertionError(e);
    }
  }

  private static Found environment(String name) {
    return name == null ? null : Found.text(name, "flag --env");
  }

  private static String show(Setting setting, Found found) {
    return setting + "=" + found.texts() + " from " + found.origin();
  }

  /** Values with their types, and the order of keys. */
  private static String show(Object value) {
    if (value instanceof Map<?, ?> map) {
      List<String> entries = new ArrayList<>();
      map.forEach((key, inner) -> entries.add(key + "=" + show(inner)));
      boolean block =
          value instanceof ConfigObject || value.getClass() != java.util.LinkedHashMap.class;
      return (block ? "block" : "map") + entries;
    }
    if (value instanceof List<?> list) {
      return list.stream().map(BothWays::show).toList().toString();
    }
    if (value instanceof GString text) {
      return "template" + Arrays.stream(text.getValues()).map(BothWays::show).toList() + text;
    }
    if (value instanceof Interpolated text) {
      return "template" + text.values().stream().map(BothWays::show).toList() + text;
    }
    return value == null ? "null" : value.getClass().getSimpleName() + " " + value;
  }

  private static ConfTree copy(ConfTree tree) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      new TreeWriter(new DataOutputStream(bytes)).write(tree);
      ConfTree copy =
          new TreeParser(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()))).read();
      assertThat(copy).isEqualTo(tree);
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

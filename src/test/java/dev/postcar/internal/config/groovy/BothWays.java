package dev.postcar.internal.config.groovy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.PostcarException;
import dev.postcar.internal.config.FoundValue;
import groovy.lang.GString;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A conf script, run by Groovy and, as far as it is plain, without it. */
public final class BothWays {

  private static final String NAME = "postcar.conf.groovy";

  private final String script;
  private final ConfTree tree;

  public BothWays(String script) {
    this.script = script;
    this.tree = PlainScript.read(script);
  }

  /** Whether Groovy need not even parse it. */
  boolean isPlain() {
    return tree != null;
  }

  /**
   * Compares both: values, settings and refusals.
   *
   * @param name of the environment; may be null
   * @return whether Groovy was not needed
   */
  boolean compare(String name) {
    FoundValue environment = name == null ? null : FoundValue.text(name, "flag --env");
    if (tree == null) {
      return false;
    }
    String plain;
    try {
      plain = runPlain(environment);
    } catch (OddValue e) {
      return false;
    }
    assertThat(plain).as(script).isEqualTo(runGroovy(environment));
    return true;
  }

  private String runGroovy(FoundValue environment) {
    GroovyConfig groovy = new GroovyConfig(Path.of(NAME), NAME);
    String values = "";
    try {
      Map<?, ?> set = groovy.values(script, environment);
      values = show(set);
      return values + show(groovy.settings(set, environment));
    } catch (PostcarException.Configuration e) {
      return values + e.getMessage();
    }
  }

  private String runPlain(FoundValue environment) throws OddValue {
    String chosen = environment == null ? "" : environment.text();
    String values = "";
    try {
      tree.keys().require(NAME, environment);
      values = show(ConfEvaluator.run(tree.body(), chosen));
      return values + show(tree.read(NAME, environment));
    } catch (PostcarException.Configuration e) {
      return values + e.getMessage();
    }
  }

  /** Values with their types, and the order of keys. */
  private static String show(Object value) {
    if (value instanceof FoundValue found) {
      return found.texts() + " from " + found;
    }
    if (value instanceof Map<?, ?> map) {
      List<String> entries = new ArrayList<>();
      map.forEach((key, inner) -> entries.add(key + "=" + show(inner)));
      boolean block = value.getClass() != LinkedHashMap.class;
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
}

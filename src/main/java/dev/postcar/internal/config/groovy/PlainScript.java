package dev.postcar.internal.config.groovy;

import dev.postcar.internal.config.Setting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads a plain conf script without Groovy: assignments and blocks of known keys, environments, and
 * the expressions of {@link PlainExpression}. Whatever else it meets, even a line break where
 * Groovy has a rule for it, is for Groovy.
 */
final class PlainScript {

  private static final String ENVIRONMENTS = "environments";

  /** Keys, and the blocks that they are in. */
  private static final Set<String> KNOWN = new LinkedHashSet<>();

  static {
    for (Setting setting : Setting.values()) {
      if (setting.key() != null) {
        KNOWN.add(setting.key());
        KNOWN.add(setting.key().replaceFirst("\\..*", ""));
      }
    }
  }

  private final ScriptText text;
  private final PlainExpression expressions;
  private final Map<String, Map<String, Integer>> lines = new LinkedHashMap<>();
  private final Set<String> environments = new LinkedHashSet<>();

  private PlainScript(String script) {
    this.text = new ScriptText(script);
    this.expressions = new PlainExpression(text);
    lines.put("", new LinkedHashMap<>());
  }

  /** Reads a script; null if it needs Groovy. */
  static ConfTree read(String script) {
    PlainScript plain = new PlainScript(script);
    try {
      List<ConfNode> body = plain.body("", "", true);
      plain.text.end();
      return new ConfTree(new ScriptKeys(plain.lines, plain.environments, false), body);
    } catch (ScriptText.NotPlain e) {
      return null;
    }
  }

  /**
   * Reads statements up to a closing brace or the end.
   *
   * @param environment that they are in; empty for none
   */
  private List<ConfNode> body(String prefix, String environment, boolean choosing)
      throws ScriptText.NotPlain {
    List<ConfNode> body = new ArrayList<>();
    for (text.separators(); !text.atEnd() && !text.at('}'); text.separator()) {
      int line = text.line();
      String name = text.name();
      if (name.equals(ENVIRONMENTS)) {
        if (!choosing) {
          throw text.notPlain();
        }
        body.add(new ConfNode.Environments(choices(prefix)));
      } else if (text.skip('{')) {
        declare(prefix + name, line, environment);
        List<ConfNode> inner = body(prefix + name + ".", environment, choosing);
        text.require('}');
        body.add(new ConfNode.Block(name, inner));
      } else {
        String block = text.skip('.') ? name : null;
        String key = block == null ? name : text.name();
        body.add(assignment(prefix, block, key, line, environment));
      }
    }
    return body;
  }

  private ConfNode assignment(String prefix, String block, String key, int line, String environment)
      throws ScriptText.NotPlain {
    String path = prefix + (block == null ? "" : block + ".") + key;
    declare(path, line, environment);
    text.require('=');
    ConfExpression value = expressions.read();
    if (value instanceof ConfExpression.Entries map) {
      declareAll(map, path, line, environment);
    }
    return new ConfNode.Assignment(block, key, value);
  }

  private List<ConfNode.Block> choices(String prefix) throws ScriptText.NotPlain {
    text.require('{');
    List<ConfNode.Block> choices = new ArrayList<>();
    for (text.separators(); !text.at('}'); text.separator()) {
      String name = text.name();
      if (GroovyNames.areTaken(name)) {
        throw text.notPlain();
      }
      environments.add(name);
      text.require('{');
      choices.add(new ConfNode.Block(name, body(prefix, name, false)));
      text.require('}');
    }
    text.require('}');
    return choices;
  }

  /** A map is in one line here, as are its keys. */
  private void declareAll(ConfExpression.Entries map, String path, int line, String environment)
      throws ScriptText.NotPlain {
    for (ConfExpression.Entries.Entry entry : map.entries()) {
      declare(path + "." + entry.key(), line, environment);
      if (entry.value() instanceof ConfExpression.Entries inner) {
        declareAll(inner, path + "." + entry.key(), line, environment);
      }
    }
  }

  /** What is wrong with an unknown key, Groovy's reader says. */
  private void declare(String key, int line, String environment) throws ScriptText.NotPlain {
    if (!(KNOWN.contains(key) || ConfKeys.isOfTarget(key)) || key.startsWith("hooks")) {
      throw text.notPlain();
    }
    lines.computeIfAbsent(environment, e -> new LinkedHashMap<>()).put(key, line);
  }
}

package dev.postcar.internal.config.groovy;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.codehaus.groovy.ast.CodeVisitorSupport;
import org.codehaus.groovy.ast.ModuleNode;
import org.codehaus.groovy.ast.expr.BinaryExpression;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.DeclarationExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.MapEntryExpression;
import org.codehaus.groovy.ast.expr.MapExpression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.expr.PropertyExpression;
import org.codehaus.groovy.ast.expr.TupleExpression;
import org.codehaus.groovy.ast.expr.VariableExpression;
import org.codehaus.groovy.ast.stmt.BlockStatement;
import org.codehaus.groovy.ast.stmt.ExpressionStatement;
import org.codehaus.groovy.ast.stmt.IfStatement;
import org.codehaus.groovy.ast.stmt.Statement;
import org.codehaus.groovy.syntax.Types;

/** What a script declares, seen without running it: keys with their lines, and environments. */
final class ScriptOutline {

  /** Behind the key of a hook that is no value: ConfigSlurper would call its closure at once. */
  static final String CALLED = " { }";

  /** The blocks that closures may stand in. */
  static final List<String> WITH_HOOKS = List.of("hooks", "fleet");

  private static final String ENVIRONMENTS = "environments";
  private static final Pattern SECRET =
      Pattern.compile("(?i).*(pass|secret|token|url|key|scratch|targets).*");

  /** By environment, the empty text for none; then by key. */
  private final Map<String, Map<String, Integer>> lines = new LinkedHashMap<>();

  private final Set<String> environments = new LinkedHashSet<>();
  private final Set<String> locals = new HashSet<>();
  private final Set<String> secrets = new LinkedHashSet<>();
  private boolean dynamic;

  private ScriptOutline() {}

  /** Reads a script's tree as it stands after parsing. */
  static ScriptOutline of(ModuleNode script) {
    ScriptOutline outline = new ScriptOutline();
    outline.lines.put("", new LinkedHashMap<>());
    outline.walk(script.getStatementBlock(), "", "");
    return outline;
  }

  /** Whether what stands under a key may be a secret. */
  static boolean looksSecret(String key) {
    return SECRET.matcher(key).matches();
  }

  ScriptKeys keys() {
    return new ScriptKeys(lines, environments, dynamic);
  }

  /** The texts of what looks like a secret, to keep them out of messages. */
  Set<String> secrets() {
    return secrets;
  }

  private void walk(Statement statement, String prefix, String environment) {
    if (statement instanceof BlockStatement block) {
      block.getStatements().forEach(inner -> walk(inner, prefix, environment));
    } else if (statement instanceof IfStatement branch) {
      walk(branch.getIfBlock(), prefix, environment);
      walk(branch.getElseBlock(), prefix, environment);
    } else if (statement instanceof ExpressionStatement simple) {
      walk(simple.getExpression(), prefix, environment);
    }
  }

  private void walk(Expression expression, String prefix, String environment) {
    if (expression instanceof BinaryExpression assignment
        && assignment.getOperation().getType() == Types.ASSIGN) {
      Expression left = assignment.getLeftExpression();
      String path = path(left);
      if (path != null && looksSecret(path)) {
        assignment.getRightExpression().visit(new Constants());
      }
      if (expression instanceof DeclarationExpression) {
        locals.add(path);
      } else if (path != null && !locals.contains(path.replaceFirst("\\..*", ""))) {
        declare(prefix + path, left.getLineNumber(), environment);
        walkMap(assignment.getRightExpression(), prefix + path, environment);
      }
    } else if (expression instanceof MethodCallExpression call
        && call.isImplicitThis()
        && call.getArguments() instanceof TupleExpression arguments
        && arguments.getExpressions().size() == 1
        && arguments.getExpression(0) instanceof ClosureExpression body) {
      walkBlock(call, body.getCode(), prefix, environment);
    }
  }

  private void walkBlock(
      MethodCallExpression call, Statement body, String prefix, String environment) {
    String block = call.getMethodAsString();
    if (ENVIRONMENTS.equals(block) && body instanceof BlockStatement choices) {
      for (Statement choice : choices.getStatements()) {
        walkEnvironment(choice, prefix);
      }
    } else if (block != null) {
      boolean hook = prefix.equals("hooks.") || ConfKeys.isHook(prefix + block);
      declare(prefix + block + (hook ? CALLED : ""), call.getLineNumber(), environment);
      walk(body, prefix + block + ".", environment);
    }
  }

  private void walkEnvironment(Statement choice, String prefix) {
    if (choice instanceof ExpressionStatement statement
        && statement.getExpression() instanceof MethodCallExpression call
        && call.getMethodAsString() != null
        && call.getArguments() instanceof TupleExpression arguments
        && arguments.getExpressions().size() == 1
        && arguments.getExpression(0) instanceof ClosureExpression body) {
      environments.add(call.getMethodAsString());
      walk(body.getCode(), prefix, call.getMethodAsString());
    } else {
      dynamic = true;
    }
  }

  private void walkMap(Expression value, String path, String environment) {
    if (value instanceof MapExpression map) {
      for (MapEntryExpression entry : map.getMapEntryExpressions()) {
        if (entry.getKeyExpression() instanceof ConstantExpression key) {
          String inner = path + "." + key.getText();
          declare(inner, entry.getLineNumber(), environment);
          if (looksSecret(inner)) {
            entry.getValueExpression().visit(new Constants());
          }
          walkMap(entry.getValueExpression(), inner, environment);
        }
      }
    }
  }

  private void declare(String key, int line, String environment) {
    lines.computeIfAbsent(environment, e -> new LinkedHashMap<>()).put(key, line);
  }

  /** The dotted path of a name; null if it is no such name. */
  private static String path(Expression expression) {
    if (expression instanceof VariableExpression variable) {
      return variable.getName();
    }
    if (expression instanceof PropertyExpression property
        && property.getPropertyAsString() != null) {
      String object = path(property.getObjectExpression());
      return object == null ? null : object + "." + property.getPropertyAsString();
    }
    return null;
  }

  /** Collects constant texts. */
  private final class Constants extends CodeVisitorSupport {
    @Override
    public void visitConstantExpression(ConstantExpression constant) {
      if (constant.getValue() instanceof String text && text.length() > 2) {
        secrets.add(text);
      }
    }
  }
}

package dev.postcar.config;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.codehaus.groovy.ast.ASTNode;
import org.codehaus.groovy.ast.CodeVisitorSupport;
import org.codehaus.groovy.ast.builder.AstBuilder;
import org.codehaus.groovy.ast.expr.BinaryExpression;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.DeclarationExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.expr.PropertyExpression;
import org.codehaus.groovy.ast.expr.TupleExpression;
import org.codehaus.groovy.ast.expr.VariableExpression;
import org.codehaus.groovy.control.CompilePhase;

/** On which line a conf script says what, read from its syntax tree. */
final class KeyLines extends CodeVisitorSupport {

  private static final String ENVIRONMENTS = "environments";

  private final Deque<String> path = new ArrayDeque<>();
  private final Map<String, Integer> lines = new HashMap<>();
  private final Set<String> environments = new LinkedHashSet<>();

  private KeyLines() {}

  static KeyLines of(String script) {
    KeyLines lines = new KeyLines();
    for (ASTNode node : new AstBuilder().buildFromString(CompilePhase.CONVERSION, true, script)) {
      node.visit(lines);
    }
    return lines;
  }

  /** The line that last assigns a key; 0 where none is known. */
  int line(String key) {
    return lines.getOrDefault(key, 0);
  }

  /** The environments that the script has blocks for. */
  Set<String> environments() {
    return environments;
  }

  @Override
  public void visitMethodCallExpression(MethodCallExpression call) {
    ClosureExpression block = block(call);
    if (block == null || !call.isImplicitThis()) {
      super.visitMethodCallExpression(call);
      return;
    }
    path.addLast(call.getMethodAsString());
    note(call);
    if (path.size() == 2 && path.peekFirst().equals(ENVIRONMENTS)) {
      environments.add(call.getMethodAsString());
    }
    block.getCode().visit(this);
    path.removeLast();
  }

  private static ClosureExpression block(MethodCallExpression call) {
    if (call.getArguments() instanceof TupleExpression arguments
        && arguments.getExpressions().size() == 1
        && arguments.getExpression(0) instanceof ClosureExpression closure) {
      return closure;
    }
    return null;
  }

  @Override
  public void visitBinaryExpression(BinaryExpression expression) {
    if (!(expression instanceof DeclarationExpression)
        && expression.getOperation().getText().equals("=")) {
      List<String> names = new ArrayList<>();
      if (names(expression.getLeftExpression(), names)) {
        names.forEach(path::addLast);
        note(expression);
        names.forEach(name -> path.removeLast());
      }
    }
    super.visitBinaryExpression(expression);
  }

  private static boolean names(Expression expression, List<String> names) {
    if (expression instanceof VariableExpression variable) {
      names.add(variable.getName());
      return true;
    }
    if (expression instanceof PropertyExpression property
        && names(property.getObjectExpression(), names)) {
      names.add(property.getPropertyAsString());
      return true;
    }
    return false;
  }

  private void note(ASTNode node) {
    List<String> names = new ArrayList<>(path);
    if (names.size() > 2 && names.get(0).equals(ENVIRONMENTS)) {
      names = names.subList(2, names.size());
    }
    lines.put(String.join(".", names), node.getLineNumber());
  }
}

package dev.postcar.internal.config.groovy;

import groovy.lang.Closure;
import groovy.lang.GroovySystem;
import groovy.lang.MetaMethod;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.codehaus.groovy.ast.ModuleNode;
import org.codehaus.groovy.ast.expr.ArgumentListExpression;
import org.codehaus.groovy.ast.expr.BinaryExpression;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.expr.PropertyExpression;
import org.codehaus.groovy.ast.expr.VariableExpression;
import org.codehaus.groovy.ast.stmt.BlockStatement;
import org.codehaus.groovy.ast.stmt.ExpressionStatement;
import org.codehaus.groovy.ast.stmt.ReturnStatement;
import org.codehaus.groovy.ast.stmt.Statement;
import org.codehaus.groovy.syntax.Types;

/** Groovy's tree of a script as a {@link ConfTree}, if each statement is of the few known kinds. */
final class TreeReader {

  private static final String ENVIRONMENTS = "environments";

  private TreeReader() {}

  /** Reads a script as it stands after parsing; null if it needs Groovy or may hold a secret. */
  static ConfTree read(ModuleNode script, ScriptKeys keys) {
    boolean more =
        script.getClasses().size() != 1
            || !script.getMethods().isEmpty()
            || script.hasPackage()
            || !script.getImports().isEmpty()
            || !script.getStarImports().isEmpty()
            || !script.getStaticImports().isEmpty()
            || !script.getStaticStarImports().isEmpty();
    if (more || keys.dynamic()) {
      return null;
    }
    try {
      return new ConfTree(keys, body(script.getStatementBlock(), "", true));
    } catch (NotSimple e) {
      return null;
    }
  }

  /**
   * Reads a block.
   *
   * @param prefix of its keys
   * @param choosing whether it may have environments
   */
  private static List<ConfNode> body(Statement statement, String prefix, boolean choosing)
      throws NotSimple {
    List<ConfNode> body = new ArrayList<>();
    if (statement.getClass() != BlockStatement.class) {
      throw new NotSimple();
    }
    for (Statement inner : ((BlockStatement) statement).getStatements()) {
      if (!isNothing(inner)) {
        body.add(node(expression(inner), prefix, choosing));
      }
    }
    return body;
  }

  /** What Groovy puts into a script that is empty or has only comments. */
  private static boolean isNothing(Statement statement) {
    return statement instanceof ReturnStatement end
        && end.getLineNumber() < 0
        && end.getExpression() instanceof ConstantExpression constant
        && constant.isNullExpression();
  }

  private static Expression expression(Statement statement) throws NotSimple {
    if (statement.getClass() != ExpressionStatement.class
        || statement.getStatementLabels() != null) {
      throw new NotSimple();
    }
    return ((ExpressionStatement) statement).getExpression();
  }

  private static ConfNode node(Expression expression, String prefix, boolean choosing)
      throws NotSimple {
    if (expression.getClass() == BinaryExpression.class) {
      return assignment((BinaryExpression) expression, prefix);
    }
    MethodCallExpression call = call(expression);
    Statement code = body(call).getCode();
    String name = call.getMethodAsString();
    if (!ENVIRONMENTS.equals(name)) {
      return new ConfNode.Block(name, body(code, prefix + name + ".", choosing));
    }
    if (!choosing || !(code instanceof BlockStatement choices)) {
      throw new NotSimple();
    }
    List<ConfNode.Block> environments = new ArrayList<>();
    for (Statement inner : choices.getStatements()) {
      MethodCallExpression choice = call(expression(inner));
      if (isTaken(choice.getMethodAsString())) {
        throw new NotSimple();
      }
      environments.add(
          new ConfNode.Block(
              choice.getMethodAsString(), body(body(choice).getCode(), prefix, false)));
    }
    return new ConfNode.Environments(environments);
  }

  private static ConfNode assignment(BinaryExpression expression, String prefix) throws NotSimple {
    if (expression.getOperation().getType() != Types.ASSIGN) {
      throw new NotSimple();
    }
    Expression left = expression.getLeftExpression();
    Expression right = expression.getRightExpression();
    if (left.getClass() == VariableExpression.class) {
      String key = name((VariableExpression) left);
      return new ConfNode.Assignment(null, key, ExpressionReader.read(right, prefix + key));
    }
    if (left.getClass() == PropertyExpression.class
        && left instanceof PropertyExpression path
        && !path.isSafe()
        && !path.isSpreadSafe()
        && !path.isImplicitThis()
        && path.getObjectExpression().getClass() == VariableExpression.class
        && path.getPropertyAsString() != null) {
      String block = name((VariableExpression) path.getObjectExpression());
      String key = path.getPropertyAsString();
      return new ConfNode.Assignment(
          block, key, ExpressionReader.read(right, prefix + block + "." + key));
    }
    throw new NotSimple();
  }

  private static String name(VariableExpression variable) throws NotSimple {
    if (variable.isThisExpression() || variable.isSuperExpression()) {
      throw new NotSimple();
    }
    return variable.getName();
  }

  /** A call such as {@code name { }}. */
  private static MethodCallExpression call(Expression expression) throws NotSimple {
    if (expression.getClass() == MethodCallExpression.class
        && expression instanceof MethodCallExpression call
        && call.isImplicitThis()
        && !call.isSafe()
        && !call.isSpreadSafe()
        && call.getGenericsTypes() == null
        && call.getMethodAsString() != null) {
      return call;
    }
    throw new NotSimple();
  }

  private static ClosureExpression body(MethodCallExpression call) throws NotSimple {
    if (call.getArguments().getClass() == ArgumentListExpression.class
        && call.getArguments() instanceof ArgumentListExpression arguments
        && arguments.getExpressions().size() == 1
        && arguments.getExpression(0).getClass() == ClosureExpression.class
        && arguments.getExpression(0) instanceof ClosureExpression body
        && !body.isParameterSpecified()) {
      return body;
    }
    throw new NotSimple();
  }

  /** Whether a name is a method of the closure around it, which would be called instead. */
  private static boolean isTaken(String name) {
    Set<String> taken = new HashSet<>(Set.of(ENVIRONMENTS));
    var closures = GroovySystem.getMetaClassRegistry().getMetaClass(Closure.class);
    for (MetaMethod method : closures.getMethods()) {
      taken.add(method.getName());
    }
    for (MetaMethod method : closures.getMetaMethods()) {
      taken.add(method.getName());
    }
    return taken.contains(name);
  }

  /** Ends the reading. */
  static final class NotSimple extends Exception {
    private static final long serialVersionUID = 1;

    NotSimple() {
      super("not simple", null, false, false);
    }
  }
}

package dev.postcar.internal.config.groovy;

import dev.postcar.internal.config.groovy.TreeReader.NotSimple;
import java.util.ArrayList;
import java.util.List;
import org.codehaus.groovy.ast.expr.ArgumentListExpression;
import org.codehaus.groovy.ast.expr.BinaryExpression;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.ElvisOperatorExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.GStringExpression;
import org.codehaus.groovy.ast.expr.ListExpression;
import org.codehaus.groovy.ast.expr.MapEntryExpression;
import org.codehaus.groovy.ast.expr.MapExpression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.expr.TernaryExpression;
import org.codehaus.groovy.ast.expr.VariableExpression;
import org.codehaus.groovy.syntax.Types;

/** Groovy's expressions as {@link ConfExpression}s, if they are of the few known kinds. */
final class ExpressionReader {

  private static final int DEEPEST = 40;
  private static final int LONGEST = 10_000;

  private final boolean secret;
  private int depth;

  private ExpressionReader(boolean secret) {
    this.secret = secret;
  }

  /**
   * Reads what is assigned to a key.
   *
   * @throws NotSimple if it needs Groovy, or is a secret in plain text, which must not be stored
   */
  static ConfExpression read(Expression expression, String key) throws NotSimple {
    return new ExpressionReader(ScriptOutline.looksSecret(key)).read(expression);
  }

  private ConfExpression read(Expression expression) throws NotSimple {
    if (++depth > DEEPEST) {
      throw new NotSimple();
    }
    ConfExpression read = known(expression);
    depth--;
    return read;
  }

  /** By exact class: a subclass is something else. */
  private ConfExpression known(Expression expression) throws NotSimple {
    Class<?> kind = expression.getClass();
    if (kind == ConstantExpression.class) {
      return literal(((ConstantExpression) expression).getValue());
    }
    if (kind == GStringExpression.class) {
      return template((GStringExpression) expression);
    }
    if (kind == ListExpression.class && !((ListExpression) expression).isWrapped()) {
      return new ConfExpression.Items(all(((ListExpression) expression).getExpressions()));
    }
    if (kind == MapExpression.class) {
      return entries((MapExpression) expression);
    }
    if (kind == ElvisOperatorExpression.class) {
      ElvisOperatorExpression elvis = (ElvisOperatorExpression) expression;
      return new ConfExpression.Elvis(
          read(elvis.getTrueExpression()), read(elvis.getFalseExpression()));
    }
    if (kind == TernaryExpression.class) {
      TernaryExpression choice = (TernaryExpression) expression;
      return new ConfExpression.Choice(
          read(choice.getBooleanExpression().getExpression()),
          read(choice.getTrueExpression()),
          read(choice.getFalseExpression()));
    }
    if (kind == BinaryExpression.class
        && ((BinaryExpression) expression).getOperation().getType() == Types.COMPARE_EQUAL) {
      BinaryExpression equality = (BinaryExpression) expression;
      return new ConfExpression.Same(
          read(equality.getLeftExpression()), read(equality.getRightExpression()));
    }
    if (kind == MethodCallExpression.class) {
      return lookUp((MethodCallExpression) expression);
    }
    throw new NotSimple();
  }

  private ConfExpression literal(Object value) throws NotSimple {
    if (value == null || value instanceof Boolean) {
      return new ConfExpression.Literal(value);
    }
    // Of other numbers Groovy has rules of its own: in (a ? 1 : 2L) both are Long.
    boolean plain =
        value instanceof Integer || (value instanceof String text && text.length() <= LONGEST);
    if (!plain || (secret && !isHarmless(value))) {
      throw new NotSimple();
    }
    return new ConfExpression.Literal(value);
  }

  /** No text at all, or a URL with neither a password nor parameters. */
  private static boolean isHarmless(Object value) {
    return value instanceof String text
        && (text.isEmpty()
            || text.matches("(jdbc:)?postgres(ql)?://([\\w.-]+@)?[\\w.:,\\[\\]-]*(/[\\w-]*)?"));
  }

  private ConfExpression template(GStringExpression string) throws NotSimple {
    List<String> texts = new ArrayList<>();
    for (ConstantExpression text : string.getStrings()) {
      if (!(literal(text.getValue()) instanceof ConfExpression.Literal literal
          && literal.value() instanceof String plain)) {
        throw new NotSimple();
      }
      texts.add(plain);
    }
    return new ConfExpression.Template(texts, all(string.getValues()));
  }

  private List<ConfExpression> all(List<? extends Expression> expressions) throws NotSimple {
    List<ConfExpression> all = new ArrayList<>();
    for (Expression expression : expressions) {
      all.add(read(expression));
    }
    return all;
  }

  private ConfExpression entries(MapExpression map) throws NotSimple {
    List<ConfExpression.Entries.Entry> entries = new ArrayList<>();
    for (MapEntryExpression entry : map.getMapEntryExpressions()) {
      if (entry.getKeyExpression().getClass() != ConstantExpression.class
          || !(((ConstantExpression) entry.getKeyExpression()).getValue() instanceof String key)) {
        throw new NotSimple();
      }
      ExpressionReader reader =
          secret || !ScriptOutline.looksSecret(key) ? this : new ExpressionReader(true);
      entries.add(new ConfExpression.Entries.Entry(key, reader.read(entry.getValueExpression())));
    }
    return new ConfExpression.Entries(entries);
  }

  /** {@code System.getenv('X')} and {@code System.getProperty('x')}. */
  private static ConfExpression lookUp(MethodCallExpression call) throws NotSimple {
    if (!call.isImplicitThis()
        && !call.isSpreadSafe()
        && call.getGenericsTypes() == null
        && call.getObjectExpression() instanceof VariableExpression object
        && object.getName().equals("System")
        && call.getMethod() instanceof ConstantExpression method
        && call.getArguments() instanceof ArgumentListExpression arguments
        && arguments.getExpressions().size() == 1
        && arguments.getExpression(0).getClass() == ConstantExpression.class
        && ((ConstantExpression) arguments.getExpression(0)).getValue() instanceof String name
        && !name.isEmpty()) {
      if (method.getText().equals("getenv")) {
        return new ConfExpression.Variable(name);
      }
      if (method.getText().equals("getProperty")) {
        return new ConfExpression.Property(name);
      }
    }
    throw new NotSimple();
  }
}

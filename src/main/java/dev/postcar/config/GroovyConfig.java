package dev.postcar.config;

import dev.postcar.PostcarException;
import groovy.lang.Binding;
import groovy.lang.GroovyClassLoader;
import groovy.lang.MissingMethodException;
import groovy.lang.MissingPropertyException;
import groovy.lang.Script;
import groovy.util.ConfigSlurper;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.codehaus.groovy.GroovyBugError;
import org.codehaus.groovy.ast.ClassNode;
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
import org.codehaus.groovy.classgen.GeneratorContext;
import org.codehaus.groovy.control.CompilationFailedException;
import org.codehaus.groovy.control.CompilePhase;
import org.codehaus.groovy.control.CompilerConfiguration;
import org.codehaus.groovy.control.MultipleCompilationErrorsException;
import org.codehaus.groovy.control.SourceUnit;
import org.codehaus.groovy.control.customizers.CompilationCustomizer;
import org.codehaus.groovy.control.messages.SyntaxErrorMessage;
import org.codehaus.groovy.runtime.InvokerHelper;
import org.codehaus.groovy.syntax.SyntaxException;
import org.codehaus.groovy.syntax.Types;

/**
 * The conf script: Groovy, read with ConfigSlurper. The only class that touches Groovy; no
 * exception of Groovy's leaves it, as their messages quote values and source.
 */
final class GroovyConfig {

  private static final String ENVIRONMENTS = "environments";
  private static final Pattern QUOTED = Pattern.compile("(?<!\\w)(['\"`]).*?\\1(?!\\w)");

  private final Path file;
  private final String name;
  private final Outline outline = new Outline();

  private GroovyConfig(Path file, String name) {
    this.file = file;
    this.name = name;
  }

  /**
   * Runs a script.
   *
   * @param file an existing one
   * @param name what to call it in messages and origins
   * @param environment the block of {@code environments { }} to use; may be null
   * @return what it sets
   * @throws PostcarException.Configuration if it cannot be read or run, or sets what it may not
   */
  static Map<Setting, Found> read(Path file, String name, Found environment) {
    return new GroovyConfig(file, name).read(environment);
  }

  private Map<Setting, Found> read(Found environment) {
    String chosen = environment == null ? "" : environment.text();
    CompilerConfiguration compiler = new CompilerConfiguration();
    compiler.addCompilationCustomizers(outline);
    try (GroovyClassLoader loader =
        new GroovyClassLoader(GroovyConfig.class.getClassLoader(), compiler)) {
      Class<?> type = compile(loader);
      requireDeclared(environment);
      ConfKeys keys = new ConfKeys(name, outline.lines(chosen));
      // Before it runs: ConfigSlurper would run the closures of an unknown block.
      outline
          .lines(null)
          .forEach((key, line) -> new ConfKeys(name, Map.of(key, line)).requireKnown(key));
      return keys.read(run(type, chosen));
    } catch (IOException e) {
      throw new PostcarException.Configuration(name + ": cannot be read as UTF-8 text.");
    }
  }

  private Class<?> compile(GroovyClassLoader loader) throws IOException {
    try {
      return loader.parseClass(Files.readString(file), name);
    } catch (MultipleCompilationErrorsException e) {
      if (e.getErrorCollector().getErrors().get(0) instanceof SyntaxErrorMessage message) {
        SyntaxException cause = message.getCause();
        // What is quoted in it is a piece of the script, which may be a password.
        String what =
            cause.getOriginalMessage().lines().findFirst().orElse("").replaceFirst("['\"`].*", "");
        throw wrong(
            ":" + cause.getStartLine(),
            ("does not compile: " + what).replaceFirst("[:,\\s]+$", ""));
      }
      throw wrong("", "does not compile");
    } catch (CompilationFailedException | GroovyBugError e) {
      throw wrong("", "does not compile");
    }
  }

  private void requireDeclared(Found environment) {
    if (environment != null && !outline.declares(environment.text())) {
      throw new PostcarException.Configuration(
          environment.origin()
              + ": "
              + name
              + " has no environment "
              + environment.text()
              + "; it has "
              + (outline.environments.isEmpty() ? "none" : String.join(", ", outline.environments))
              + ".");
    }
  }

  private Map<?, ?> run(Class<?> type, String environment) {
    PrintStream out = System.out;
    try {
      // What a script prints is no result of the command.
      System.setOut(System.err);
      Script script = InvokerHelper.createScript(type, new Binding());
      return new ConfigSlurper(environment).parse(script);
    } catch (Exception | Error e) {
      throw wrong(line(e), reason(e));
    } finally {
      System.setOut(out);
    }
  }

  private String line(Throwable thrown) {
    String fileName = file.getFileName().toString();
    for (StackTraceElement frame : thrown.getStackTrace()) {
      if (fileName.equals(frame.getFileName()) && frame.getLineNumber() > 0) {
        return ":" + frame.getLineNumber();
      }
    }
    return "";
  }

  private String reason(Throwable thrown) {
    if (thrown instanceof MissingMethodException missing) {
      return "there is no method " + missing.getMethod();
    }
    if (thrown instanceof MissingPropertyException missing) {
      return "there is no property " + missing.getProperty();
    }
    if (thrown instanceof AssertionError) {
      return "an assertion failed";
    }
    String text = thrown.getMessage() == null ? "" : ": " + thrown.getMessage();
    String message = text.lines().findFirst().orElse("");
    for (String secret : outline.secrets) {
      message = message.replace(secret, Settings.MASK);
    }
    return thrown.getClass().getSimpleName() + QUOTED.matcher(message).replaceAll("$1...$1");
  }

  private PostcarException.Configuration wrong(String line, String what) {
    return new PostcarException.Configuration(name + line + ": " + what + ".");
  }

  /** What a script declares, seen without running it: keys with their lines, and environments. */
  private static final class Outline extends CompilationCustomizer {
    private static final Pattern SECRET = Pattern.compile("(?i).*(pass|secret|token|url|key).*");

    /** By environment, the empty text for none; then by key. */
    private final Map<String, Map<String, Integer>> lines = new LinkedHashMap<>();

    private final Set<String> environments = new LinkedHashSet<>();
    private final Set<String> locals = new HashSet<>();
    private final Set<String> secrets = new LinkedHashSet<>();
    private boolean dynamic;

    Outline() {
      super(CompilePhase.CONVERSION);
    }

    boolean declares(String environment) {
      return dynamic || environments.contains(environment);
    }

    /** The lines outside any environment and those of one, or of all for null. */
    Map<String, Integer> lines(String environment) {
      Map<String, Integer> chosen = new LinkedHashMap<>();
      lines.forEach(
          (declared, keys) -> {
            if (environment == null || declared.isEmpty() || declared.equals(environment)) {
              chosen.putAll(keys);
            }
          });
      return chosen;
    }

    @Override
    public void call(SourceUnit source, GeneratorContext context, ClassNode node) {
      ModuleNode module = source.getAST();
      lines.put("", new LinkedHashMap<>());
      walk(module.getStatementBlock(), "", "");
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
        if (path != null && SECRET.matcher(path).matches()) {
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
        declare(prefix + block, call.getLineNumber(), environment);
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
            if (SECRET.matcher(inner).matches()) {
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

    /** Collects the texts of what looks like a secret, to keep them out of messages. */
    private final class Constants extends CodeVisitorSupport {
      @Override
      public void visitConstantExpression(ConstantExpression constant) {
        if (constant.getValue() instanceof String text && text.length() > 2) {
          secrets.add(text);
        }
      }
    }
  }
}

package dev.postcar.internal.config.groovy;

import dev.postcar.PostcarException;
import dev.postcar.internal.config.FoundValue;
import dev.postcar.internal.config.Setting;
import dev.postcar.internal.config.Settings;
import groovy.lang.Binding;
import groovy.lang.Closure;
import groovy.lang.GString;
import groovy.lang.GroovyClassLoader;
import groovy.lang.MissingMethodException;
import groovy.lang.MissingPropertyException;
import groovy.lang.Script;
import groovy.util.ConfigSlurper;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.codehaus.groovy.GroovyBugError;
import org.codehaus.groovy.ast.ClassNode;
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

/**
 * The conf script: Groovy, read with ConfigSlurper. No exception of Groovy's leaves it, as their
 * messages quote values and source.
 */
public final class GroovyConfig {

  private static final Pattern QUOTED = Pattern.compile("(?<!\\w)(['\"`]).*?\\1(?!\\w)");

  private final Path file;
  private final String name;
  private ScriptOutline outline;

  /**
   * A script that is there.
   *
   * @param name what to call it in messages and origins
   */
  GroovyConfig(Path file, String name) {
    this.file = file;
    this.name = name;
  }

  /**
   * Runs the script.
   *
   * @param environment the block of {@code environments { }} to use; may be null
   * @throws PostcarException.Configuration if it cannot be run, or sets what it may not
   */
  Map<Setting, FoundValue> read(String text, FoundValue environment) {
    return settings(values(text, environment), environment);
  }

  /** Runs the script, for what it sets by the names that it uses. */
  Map<?, ?> values(String text, FoundValue environment) {
    CompilerConfiguration compiler = new CompilerConfiguration();
    compiler.addCompilationCustomizers(new Reader());
    try (GroovyClassLoader loader =
        new GroovyClassLoader(GroovyConfig.class.getClassLoader(), compiler)) {
      Class<?> type = compile(loader, text);
      // Before it runs: ConfigSlurper would run the closures of an unknown block.
      outline.keys().require(name, environment);
      return run(type, chosen(environment));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The values of the script that has run, as settings. */
  Map<Setting, FoundValue> settings(Map<?, ?> values, FoundValue environment) {
    Map<String, Integer> lines = outline.keys().in(chosen(environment));
    for (String block : ScriptOutline.WITH_HOOKS) {
      if (values.get(block) instanceof Map<?, ?> hooks) {
        keepHooks(hooks);
      }
    }
    return new ConfKeys(name, lines, GroovyConfig::torn).read(values);
  }

  /** Puts what can be called in the place of each closure. */
  private <K> void keepHooks(Map<K, ?> hooks) {
    Map<K, Object> kept = new LinkedHashMap<>(hooks);
    kept.replaceAll((key, value) -> value instanceof Closure<?> body ? hook(body) : value);
    @SuppressWarnings("unchecked")
    Map<K, Object> same = (Map<K, Object>) hooks;
    same.putAll(kept);
  }

  /** Called with the first arguments only, if it has fewer parameters. */
  private Hook hook(Closure<?> body) {
    return arguments -> {
      int count = Math.min(arguments.length, body.getMaximumNumberOfParameters());
      try {
        return body.call(Arrays.copyOf(arguments, count));
      } catch (Exception | Error e) {
        boolean groovys = e.getClass().getName().matches("(groovy|org\\..*\\.groovy)\\..*");
        throw new PostcarException.Configuration(
            name + line(e) + ": " + reason(e), groovys ? null : e);
      }
    };
  }

  private static String chosen(FoundValue environment) {
    return environment == null ? "" : environment.text();
  }

  private Class<?> compile(GroovyClassLoader loader, String text) {
    try {
      return loader.parseClass(text, name);
    } catch (MultipleCompilationErrorsException e) {
      if (e.getErrorCollector().getErrors().get(0) instanceof SyntaxErrorMessage message) {
        SyntaxException cause = message.getCause();
        // What is quoted in it is a piece of the script, which may be a password.
        String what =
            cause.getOriginalMessage().lines().findFirst().orElse("").replaceFirst("['\"`].*", "");
        String missing =
            cause.getOriginalMessage().replaceFirst("(?s)^Missing '([)}\\]])'.*", "$1");
        throw wrong(
            ":" + cause.getStartLine(),
            missing.length() == 1
                ? "does not compile: \"" + missing + "\" is missing"
                : ("does not compile: " + what).replaceFirst("[:,\\s]+$", ""));
      }
      throw wrong("", "does not compile");
    } catch (CompilationFailedException | GroovyBugError e) {
      throw wrong("", "does not compile");
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
    for (String secret : outline.secrets()) {
      message = message.replace(secret, Settings.MASK);
    }
    return thrown.getClass().getSimpleName() + QUOTED.matcher(message).replaceAll("$1...$1");
  }

  private PostcarException.Configuration wrong(String line, String what) {
    return new PostcarException.Configuration(name + line + ": " + what + ".");
  }

  private static boolean torn(Object text) {
    return text instanceof GString string && Interpolated.torn(Arrays.asList(string.getValues()));
  }

  /** Reads the tree between parsing and compiling, when it still says what the script says. */
  private final class Reader extends CompilationCustomizer {
    Reader() {
      super(CompilePhase.CONVERSION);
    }

    @Override
    public void call(SourceUnit source, GeneratorContext context, ClassNode node) {
      outline = ScriptOutline.of(source.getAST());
    }
  }
}

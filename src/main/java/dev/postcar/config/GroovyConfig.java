package dev.postcar.config;

import dev.postcar.PostcarException;
import dev.postcar.sql.Nearest;
import groovy.lang.GString;
import groovy.lang.GroovyClassLoader;
import groovy.lang.GroovyCodeSource;
import groovy.lang.GroovyRuntimeException;
import groovy.util.ConfigObject;
import groovy.util.ConfigSlurper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.codehaus.groovy.control.CompilationFailedException;
import org.codehaus.groovy.control.MultipleCompilationErrorsException;
import org.codehaus.groovy.control.messages.SyntaxErrorMessage;

/**
 * The conf script, read with Groovy's ConfigSlurper. It is code, and runs with the rights of the
 * process.
 */
final class GroovyConfig {

  private static final String SCRIPT = "PostcarConf";

  private final String shownName;
  private final KeyLines lines;
  private final Layer layer = new Layer();

  private GroovyConfig(String shownName, KeyLines lines) {
    this.shownName = shownName;
    this.lines = lines;
  }

  /**
   * Reads a script.
   *
   * @param file the script
   * @param shownName what messages and origins call it
   * @param environment which of its environments; null for none
   * @throws PostcarException.Configuration in one line with file and line
   */
  static Layer read(Path file, String shownName, Value environment) {
    try {
      String text = Files.readString(file);
      KeyLines lines = KeyLines.of(text);
      GroovyConfig config = new GroovyConfig(shownName, lines);
      if (environment != null && !lines.environments().contains(environment.text())) {
        throw new PostcarException.Configuration(
            environment.origin()
                + ": "
                + shownName
                + " has no environment \""
                + environment.text()
                + "\""
                + (lines.environments().isEmpty()
                    ? "; it has none."
                    : "; it has " + String.join(", ", lines.environments()) + "."));
      }
      config.add("", run(text, environment));
      return config.layer;
    } catch (MultipleCompilationErrorsException e) {
      throw doesNotCompile(shownName, e);
    } catch (IOException e) {
      throw new PostcarException.Configuration(shownName + ": cannot be read: " + e + ".", e);
    } catch (PostcarException e) {
      throw e;
    } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
      throw new PostcarException.Configuration(
          shownName + lineOf(e) + ": the script failed: " + summary(e) + ".", e);
    }
  }

  private static ConfigObject run(String text, Value environment) throws IOException {
    try (GroovyClassLoader loader = new GroovyClassLoader(GroovyConfig.class.getClassLoader())) {
      Class<?> script =
          loader.parseClass(new GroovyCodeSource(text, SCRIPT + ".groovy", "/postcar/conf"), false);
      ConfigSlurper slurper =
          environment == null ? new ConfigSlurper() : new ConfigSlurper(environment.text());
      return slurper.parse(script.asSubclass(groovy.lang.Script.class));
    }
  }

  private void add(String prefix, Map<?, ?> config) {
    for (Map.Entry<?, ?> entry : config.entrySet()) {
      String key = prefix + entry.getKey();
      Setting setting = Setting.ofKey(key).orElse(null);
      Object value = entry.getValue();
      if (setting != null) {
        if (value != null) {
          layer.put(setting, new Value(texts(setting, key, value), origin(key)));
        }
      } else if (value instanceof ConfigObject group && isGroup(key)) {
        add(key + ".", group);
      } else {
        throw unknown(key, value);
      }
    }
  }

  private static boolean isGroup(String key) {
    return keys().stream().anyMatch(known -> known.startsWith(key + "."));
  }

  private static List<String> keys() {
    return Arrays.stream(Setting.values()).map(Setting::key).filter(Objects::nonNull).toList();
  }

  private PostcarException unknown(String key, Object value) {
    // A name that is only read makes ConfigSlurper an empty block of that name.
    if (lines.line(key) == 0 && value instanceof ConfigObject block && block.isEmpty()) {
      return new PostcarException.Configuration(
          shownName + ": the script uses the name \"" + key + "\", which is not defined.");
    }
    String nearest = Nearest.of(key, keys());
    return new PostcarException.Configuration(
        origin(key)
            + ": unknown key \""
            + key
            + "\""
            + (nearest == null ? "." : "; did you mean " + nearest + "?"));
  }

  private List<String> texts(Setting setting, String key, Object value) {
    if (setting.type().isList() && value instanceof Iterable<?> list) {
      List<String> texts = new ArrayList<>();
      for (Object element : list) {
        texts.add(text(setting, key, element));
      }
      return texts;
    }
    return List.of(text(setting, key, value));
  }

  private String text(Setting setting, String key, Object value) {
    boolean plain =
        value instanceof CharSequence
            || value instanceof GString
            || value instanceof Number
            || value instanceof Boolean
            || value instanceof Path
            || value instanceof File;
    if (!plain) {
      throw new PostcarException.Configuration(
          origin(key)
              + ": "
              + key
              + " must be "
              + setting.type().description()
              + (setting.choices().isEmpty() ? "" : " " + String.join(", ", setting.choices()))
              + ", not "
              + kind(value)
              + ".");
    }
    return value.toString();
  }

  private static String kind(Object value) {
    if (value == null) {
      return "null in a list";
    }
    if (value instanceof ConfigObject) {
      return "a block, or a name that is not defined";
    }
    if (value instanceof Iterable<?>) {
      return "a list";
    }
    return value instanceof Map<?, ?> ? "a map" : "a " + value.getClass().getSimpleName();
  }

  private String origin(String key) {
    int line = lines.line(key);
    return line > 0 ? shownName + ":" + line : shownName;
  }

  private static PostcarException doesNotCompile(
      String shownName, MultipleCompilationErrorsException e) {
    String where = "";
    String what = "it does not compile";
    if (e.getErrorCollector().getError(0) instanceof SyntaxErrorMessage message) {
      where = ":" + message.getCause().getLine();
      what = message.getCause().getOriginalMessage().strip();
    }
    return new PostcarException.Configuration(
        shownName + where + ": " + what.replaceAll("\\s*\\n\\s*", " ") + ".", e);
  }

  private static String lineOf(Throwable e) {
    for (StackTraceElement frame : e.getStackTrace()) {
      if ((SCRIPT + ".groovy").equals(frame.getFileName()) && frame.getLineNumber() > 0) {
        return ":" + frame.getLineNumber();
      }
    }
    return "";
  }

  /** The kind of failure and its first line; a script's own message may be anything. */
  private static String summary(Throwable e) {
    String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    boolean groovys =
        e instanceof GroovyRuntimeException || e instanceof CompilationFailedException;
    return groovys ? message : e.getClass().getSimpleName() + ": " + message;
  }
}

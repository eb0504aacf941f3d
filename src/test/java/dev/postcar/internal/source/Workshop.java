package dev.postcar.internal.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.postcar.PostcarException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** A directory with sources, classes and jars in it, for tests to load from. */
public final class Workshop {

  final Path root;
  public final Path sources;
  final Path cache;

  public Workshop(Path root) {
    this.root = root;
    this.sources = root.resolve("src");
    this.cache = root.resolve("cache");
    write(root.resolve("src/.keep"), "");
  }

  /** Writes a class with an import of everything in dev.postcar, and compiles nothing. */
  Workshop source(String fullName, String declaration) {
    return source(sources, fullName, declaration);
  }

  Workshop source(Path under, String fullName, String declaration) {
    int dot = fullName.lastIndexOf('.');
    String text =
        "package " + fullName.substring(0, dot) + ";\nimport dev.postcar.*;\n" + declaration + "\n";
    write(under.resolve(fullName.replace('.', '/') + ".java"), text);
    return this;
  }

  /** A sound SQL migration. */
  Workshop migration(String fullName) {
    return source(fullName, sound(fullName));
  }

  static String sound(String fullName) {
    String name = fullName.substring(fullName.lastIndexOf('.') + 1);
    return "public class "
        + name
        + " extends Migration { @Override public String forward() { return \"select 1\"; } }";
  }

  /** Compiles all sources below a directory into another one. */
  public Path classes(Path from, String to) {
    Path output = root.resolve(to);
    try (Stream<Path> walk = Files.walk(from)) {
      Files.createDirectories(output);
      List<String> arguments =
          new ArrayList<>(
              List.of(
                  "-proc:none",
                  "-encoding",
                  "UTF-8",
                  "-d",
                  output.toString(),
                  "-cp",
                  classPathWith(output)));
      walk.map(Path::toString).filter(file -> file.endsWith(".java")).forEach(arguments::add);
      int code =
          ToolProvider.getSystemJavaCompiler()
              .run(null, null, null, arguments.toArray(String[]::new));
      assertThat(code).isZero();
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String classPathWith(Path output) {
    return System.getProperty("java.class.path") + java.io.File.pathSeparator + output;
  }

  Path jar(Path classes, String name) {
    try {
      Path jar = root.resolve(name);
      ClassJar.write(classes, jar);
      return jar;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public SourceRequest fromSources(String... packages) {
    return new SourceRequest(List.of(packages), List.of(), List.of(sources), parent(), cache);
  }

  SourceRequest fromClasses(List<Path> classpath, String... packages) {
    return new SourceRequest(List.of(packages), classpath, List.of(), parent(), cache);
  }

  static ClassLoader parent() {
    return Workshop.class.getClassLoader();
  }

  List<String> loaded(String... packages) {
    return ids(fromSources(packages));
  }

  static List<String> ids(SourceRequest request) {
    return MigrationLoader.load(request).stream().map(one -> one.id().toString()).toList();
  }

  public static String refusal(SourceRequest request) {
    PostcarException.Source refusal =
        catchThrowableOfType(PostcarException.Source.class, () -> MigrationLoader.load(request));
    assertThat(refusal).as("refusal").isNotNull();
    assertThat(refusal.exitCode()).isEqualTo(4);
    return refusal.getMessage();
  }

  static String misconfiguration(SourceRequest request) {
    PostcarException.Configuration refusal =
        catchThrowableOfType(
            PostcarException.Configuration.class, () -> MigrationLoader.load(request));
    assertThat(refusal).as("misconfiguration").isNotNull();
    assertThat(refusal.exitCode()).isEqualTo(2);
    return refusal.getMessage();
  }

  public static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

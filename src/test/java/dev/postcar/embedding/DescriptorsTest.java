package dev.postcar.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.Target;
import dev.postcar.options.CheckOptions;
import dev.postcar.testing.MigrationFolder;
import dev.postcar.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No operation leaves a file, a thread or a temporary file open behind it. */
final class DescriptorsTest {

  private static final int OPERATIONS =
      Integer.getInteger("faults.scale", 1) == 1 ? 15 : 150 * Integer.getInteger("faults.scale", 1);

  private static final int SLACK = 5;

  /** What operations make, and not what tests make. */
  private static final Pattern OWN =
      Pattern.compile("postcar-(?!cli|test|pgbouncer|bouncer|distribution)");

  @TempDir Path directory;
  private final TestDatabase database = new TestDatabase();

  @BeforeEach
  void needsProc() {
    Assumptions.assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "needs Linux");
  }

  @AfterEach
  void drop() {
    database.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sources", "jar", "directory"})
  void manyWritingOperationsNeedFewDescriptors(String kind) throws Exception {
    ManyOperations.folder(directory.resolve("src"));
    Path place =
        switch (kind) {
          case "sources" -> directory;
          case "jar" -> jar(compiled());
          default -> compiled();
        };
    String said = ManyOperations.run(database.url(), place, OPERATIONS, 100);
    assertThat(said).isEqualTo("done\n");
  }

  @Test
  void noOperationLeavesAnythingOpen() throws Exception {
    MigrationFolder folder = ManyOperations.folder(directory.resolve("src"));
    Path jar = jar(compiled());
    Map<String, Runnable> kinds = new LinkedHashMap<>();
    for (boolean cached : new boolean[] {true, false}) {
      Postcar postcar = folder.on(database.dataSource());
      postcar.cache(cached ? directory.resolve("cache") : null);
      String how = cached ? ", cached" : "";
      kinds.put(
          "migrate and rollback" + how,
          () -> {
            postcar.migrate();
            postcar.rollback(Target.all());
          });
      kinds.put("status" + how, postcar::status);
      if (!cached) {
        continue;
      }
      kinds.put("dry run", () -> postcar.migrate(Target.usual().dryRun()));
      kinds.put("plan", () -> postcar.planMigrate(Target.usual()));
      kinds.put("show", () -> postcar.show("M0001"));
      kinds.put("log", () -> postcar.log(false, 10));
      kinds.put("graph", postcar::graph);
      kinds.put("check", () -> postcar.check(CheckOptions.alone()));
      kinds.put(
          "mark and rollback",
          () -> {
            postcar.mark("M0001");
            postcar.skip();
            database.execute("drop schema _postcar cascade");
          });
      kinds.put(
          "a package that is not there",
          () ->
              assertThatThrownBy(() -> folder.on(database.dataSource()).packages("apt").status())
                  .isInstanceOf(PostcarException.Source.class));
    }
    Postcar onJar = Postcar.on(database.dataSource()).packages("app").classpath(jar);
    kinds.put(
        "from a jar",
        () -> {
          onJar.migrate();
          onJar.rollback(Target.all());
        });
    Map<String, String> grown = new LinkedHashMap<>();
    for (Map.Entry<String, Runnable> kind : kinds.entrySet()) {
      kind.getValue().run();
      List<Long> before = counts();
      for (int i = 0; i < 7; i++) {
        kind.getValue().run();
      }
      List<Long> after = settled(before);
      // A thread that ends by itself, or a file of the class path that was opened late.
      for (int i = 0; i < before.size(); i++) {
        if (after.get(i) > before.get(i) + SLACK) {
          grown.put(kind.getKey(), before + " became " + after);
        }
      }
    }
    assertThat(grown).as("descriptors, threads, temporary files").isEmpty();
  }

  /** Another fork of the build makes temporary files as well, and removes them. */
  private static List<Long> settled(List<Long> before) throws Exception {
    List<Long> counts = counts();
    for (int i = 0; i < 60 && counts.get(2) > before.get(2) + SLACK; i++) {
      Thread.sleep(250);
      counts = counts();
    }
    return counts;
  }

  private static List<Long> counts() throws IOException {
    try (Stream<Path> temporary = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return List.of(
          ManyOperations.openDescriptors(),
          (long) Thread.getAllStackTraces().size(),
          temporary.filter(file -> OWN.matcher(file.getFileName().toString()).lookingAt()).count());
    }
  }

  private Path compiled() throws IOException {
    Path classes = Files.createDirectories(directory.resolve("classes"));
    List<String> arguments =
        new ArrayList<>(List.of("-d", classes.toString(), "-proc:none", "-cp", classPath()));
    try (Stream<Path> files = Files.list(directory.resolve("src/app"))) {
      files.map(Path::toString).forEach(arguments::add);
    }
    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, arguments.toArray(String[]::new)))
        .isZero();
    return classes;
  }

  private static String classPath() {
    return System.getProperty("java.class.path");
  }

  private Path jar(Path classes) throws IOException {
    Path jar = directory.resolve("migrations.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.list(classes.resolve("app"))) {
      for (Path file : files.toList()) {
        out.putNextEntry(new JarEntry("app/" + file.getFileName()));
        out.write(Files.readAllBytes(file));
      }
    }
    return jar;
  }
}

package dev.postcar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.testing.ChildJvm;
import dev.postcar.testing.LeanClassPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Adds a setting as its author would, in a row of Setting and a component of Config, and uses it:
 * the flag, the variable, the conf script, the help and a program know it without a further line.
 */
final class AddedSettingTest {

  private static final String ROW =
      """
        SAMPLE_PAUSE(
            "samplePause", "--sample-pause", null, Type.DURATION, "7s", "Pause that only a test has"),
      """;

  private static final String COMPONENT =
      """
        public Duration samplePause() {
          return time(Setting.SAMPLE_PAUSE);
        }
      """;

  private static final String USE =
      """
      import dev.postcar.internal.config.*;
      public class Use {
        public static void main(String... args) {
          Config config = Config.DEFAULTS;
          System.out.print(config.samplePause());
          System.out.print(
              " " + config.with(Setting.SAMPLE_PAUSE, java.time.Duration.ofMinutes(2)).samplePause());
          try {
            config.with(Setting.SAMPLE_PAUSE, java.time.Duration.ofMinutes(-2));
          } catch (dev.postcar.PostcarException.Configuration e) {
            System.out.print(" " + e.getMessage());
          }
        }
      }
      """;

  @TempDir Path directory;

  @Test
  void aSettingIsARowAComponentAndItsUse() throws Exception {
    Path setting = changed("Setting", "  NAMESPACE(\n", ROW);
    Path config =
        changed("Config", "  /** The Java packages with migrations, in order. */\n", COMPONENT);
    Path use = directory.resolve("Use.java");
    Files.writeString(use, USE);
    compile(List.of(setting, config, use));

    assertThat(run("Use")).isEqualTo("PT7S PT2M samplePause must not be negative.");
    assertThat(run("dev.postcar.cli.Main", "help", "options")).contains("--sample-pause");
    assertThat(listed()).contains("7s").contains("default");
    assertThat(listed("--sample-pause", "3s")).contains("3s").contains("flag --sample-pause");
    Files.writeString(directory.resolve("postcar.conf.groovy"), "samplePause = '4s'\n");
    assertThat(listed()).contains("4s").contains("postcar.conf.groovy:1");
    Files.writeString(directory.resolve("postcar.conf.groovy"), "samplePause = 2 * 2 + 's'\n");
    assertThat(listed()).contains("4s").contains("postcar.conf.groovy:1");
  }

  private Path changed(String type, String before, String added) throws IOException {
    String source =
        Files.readString(Path.of("src/main/java/dev/postcar/internal/config/" + type + ".java"));
    assertThat(source).containsOnlyOnce(before);
    Path copy = directory.resolve(type + ".java");
    return Files.writeString(copy, source.replace(before, added + before));
  }

  private void compile(List<Path> files) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of("-proc:none", "-d", classes().toString(), "-cp", LeanClassPath.ofChildren());
      assertThat(
              compiler
                  .getTask(
                      null,
                      manager,
                      null,
                      options,
                      null,
                      manager.getJavaFileObjectsFromPaths(files))
                  .call())
          .isTrue();
    }
  }

  private Path classes() throws IOException {
    return Files.createDirectories(directory.resolve("classes"));
  }

  /** The line of {@code postcar config}. */
  private String listed(String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of("dev.postcar.cli.Main", "config"));
    all.addAll(List.of(arguments));
    return run(all.toArray(String[]::new))
        .lines()
        .filter(line -> line.contains("samplePause"))
        .findFirst()
        .orElse("not listed");
  }

  private String run(String... words) throws Exception {
    List<String> command = ChildJvm.command("-cp", classes() + ":" + LeanClassPath.ofChildren());
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().putAll(Map.of("HOME", directory.toString()));
    Process process = builder.redirectErrorStream(true).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}

package dev.postcar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The public API as {@code javap} prints it, compared with the file that was reviewed. A change of
 * it is a change of that file: {@code -Dpostcar.write.api=true} writes it.
 */
final class ApiTest {

  private static final Path REVIEWED = Path.of("src/test/resources/api.txt");

  @Test
  void theApiIsTheReviewedOne() throws Exception {
    assumeThat(Runtime.version().feature())
        .as("javap of another JDK prints differently")
        .isEqualTo(17);
    String api = api();
    if (Boolean.getBoolean("postcar.write.api")) {
      Files.writeString(REVIEWED, api);
    }
    assertThat(api).isEqualTo(Files.readString(REVIEWED));
  }

  /** Nothing of the inside is in a signature, but for what the command line hands over. */
  @Test
  void theApiNamesNothingInternal() throws Exception {
    assertThat(api().lines().filter(line -> line.contains("dev.postcar.internal.")))
        .containsExactly(
            "  public dev.postcar.Postcar configure(dev.postcar.internal.config.Config);",
            "  public dev.postcar.fleet.Fleet(java.util.List<dev.postcar.fleet.FleetTarget>,"
                + " dev.postcar.internal.config.Config);");
  }

  private static String api() throws Exception {
    Path classes =
        Path.of(Postcar.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    StringWriter printed = new StringWriter();
    for (String folder :
        List.of("dev/postcar", "dev/postcar/fleet", "dev/postcar/options", "dev/postcar/result")) {
      for (String file : files(classes.resolve(folder))) {
        int status =
            ToolProvider.findFirst("javap")
                .orElseThrow()
                .run(
                    new PrintWriter(printed, true),
                    new PrintWriter(printed, true),
                    "-public",
                    file);
        assertThat(status).as(printed.toString()).isZero();
      }
    }
    return printed
        .toString()
        .lines()
        .filter(line -> !line.startsWith("Compiled from"))
        .filter(line -> !line.matches(".* (toString|hashCode|equals)\\(.*\\);"))
        .map(String::stripTrailing)
        .reduce("", (all, line) -> all + line + "\n");
  }

  /** The public types; package-private ones have no public name. */
  private static List<String> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".class"))
          .filter(file -> !file.toString().endsWith("package-info.class"))
          .filter(ApiTest::isPublic)
          .map(Path::toString)
          .sorted()
          .toList();
    }
  }

  private static boolean isPublic(Path file) {
    String name = file.toString().replaceFirst(".*dev/postcar/", "dev.postcar.");
    try {
      Class<?> type = Class.forName(name.replace(".class", "").replace('/', '.'));
      for (Class<?> outer = type; outer != null; outer = outer.getEnclosingClass()) {
        if (!java.lang.reflect.Modifier.isPublic(outer.getModifiers())) {
          return false;
        }
      }
      return !type.isAnonymousClass();
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }
}

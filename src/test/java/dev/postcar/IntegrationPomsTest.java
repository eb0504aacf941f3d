package dev.postcar;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The builds of the integrations have the versions of the core: they are released together. */
final class IntegrationPomsTest {

  private static final Path INTEGRATIONS = Path.of("src/integrations");

  private static Map<String, String> properties(String pom) {
    Matcher block = Pattern.compile("(?s)<properties>(.*?)</properties>").matcher(pom);
    assertThat(block.find()).isTrue();
    Map<String, String> found = new LinkedHashMap<>();
    Matcher one = Pattern.compile("<([\\w.-]+)>([^<]*)</\\1>").matcher(block.group(1));
    while (one.find()) {
      found.put(one.group(1), one.group(2));
    }
    return found;
  }

  private static List<Path> poms() throws IOException {
    try (Stream<Path> files = Files.walk(INTEGRATIONS)) {
      return files
          .filter(file -> file.endsWith("pom.xml") && !file.toString().contains("/target/"))
          .toList();
    }
  }

  @Test
  void whatBothNameHasOneVersion() throws IOException {
    Map<String, String> core = properties(Files.readString(Path.of("pom.xml")));
    Map<String, String> theirs = properties(Files.readString(INTEGRATIONS.resolve("pom.xml")));
    theirs.keySet().retainAll(core.keySet());
    assertThat(theirs).hasSizeGreaterThan(8);
    core.keySet().retainAll(theirs.keySet());
    assertThat(theirs).isEqualTo(core);
  }

  @Test
  void eachModuleHasTheVersionOfTheCore() throws IOException {
    String core = Files.readString(Path.of("pom.xml"));
    Matcher version = Pattern.compile("<version>([^<]+)</version>").matcher(core);
    assertThat(version.find()).isTrue();
    assertThat(poms()).hasSizeGreaterThan(6);
    for (Path pom : poms()) {
      Matcher theirs =
          Pattern.compile("<artifactId>postcar-[\\w-]+</artifactId>\\s*<version>([^<]+)</version>")
              .matcher(Files.readString(pom));
      assertThat(theirs.find()).as("%s", pom).isTrue();
      assertThat(theirs.group(1)).as("%s", pom).isEqualTo(version.group(1));
    }
  }

  @Test
  void mavenIsStartedWithTheOptionsOfThisBuild() throws IOException {
    Matcher options =
        Pattern.compile("(?s)<mavenOpts>(.*?)</mavenOpts>")
            .matcher(Files.readString(Path.of("pom.xml")));
    assertThat(options.find()).isTrue();
    assertThat(options.group(1).strip().split("\\s+"))
        .containsExactlyElementsOf(Files.readAllLines(Path.of(".mvn/jvm.config")));
  }
}

package dev.postcar;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page of what the ancestors can do names tests that there are, or a refusal's reason. */
final class ParityTest {

  private static final Path DOCS = Path.of("src/docs");

  @Test
  void eachAbilityHasATestThatThereIsOrADecision() throws IOException {
    Set<String> tests;
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      tests =
          files
              .map(file -> file.getFileName().toString().replace(".java", ""))
              .collect(Collectors.toSet());
    }
    List<String> wrong = new ArrayList<>();
    int rows = 0;
    for (String line : Files.readAllLines(DOCS.resolve("parity.md"))) {
      String[] cells = line.split("\\|", -1);
      if (cells.length < 6 || cells[1].isBlank() || cells[1].contains("---")) {
        continue;
      }
      if (cells[1].strip().equals("ability")) {
        continue;
      }
      rows++;
      String named = cells[4].strip();
      boolean shown =
          named.isEmpty()
              ? cells[3].contains("](decisions/")
              : tests.containsAll(List.of(named.split(", ", -1)));
      if (!shown || cells[2].isBlank() || cells[3].isBlank()) {
        wrong.add(line);
      }
    }
    assertThat(rows).isGreaterThan(50);
    assertThat(wrong).isEmpty();
  }

  @Test
  void decisionsAreNumberedOneAfterAnother() throws IOException {
    List<Path> decisions;
    try (Stream<Path> files = Files.list(DOCS.resolve("decisions"))) {
      decisions = files.sorted().toList();
    }
    for (int i = 0; i < decisions.size(); i++) {
      String number = "%04d".formatted(i + 1);
      assertThat(decisions.get(i).getFileName().toString()).startsWith(number + "-");
      assertThat(Files.readAllLines(decisions.get(i)).get(0)).startsWith("# " + number + " ");
    }
    assertThat(decisions).isNotEmpty();
  }

  @Test
  void eachLinkedPageIsThere() throws IOException {
    for (String page : List.of("parity.md", "coming-from.md")) {
      Matcher link =
          Pattern.compile("\\]\\(([\\w/.-]+\\.md)").matcher(Files.readString(DOCS.resolve(page)));
      while (link.find()) {
        assertThat(DOCS.resolve(link.group(1))).exists();
      }
    }
  }
}

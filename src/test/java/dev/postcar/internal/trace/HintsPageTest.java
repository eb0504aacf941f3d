package dev.postcar.internal.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.internal.config.HazardIds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The manual's page of hints is the one that they make. */
final class HintsPageTest {

  private static final Path PAGE = Path.of("src", "docs", "hints.md");

  @Test
  void thePageIsMadeOfTheHints() throws IOException {
    if (Boolean.getBoolean("postcar.write.docs")) {
      Files.writeString(PAGE, HintsPage.text());
    }
    assertThat(Files.readString(PAGE))
        .as("write it again with -Dpostcar.write.docs=true")
        .isEqualTo(HintsPage.text());
  }

  @Test
  void whatCanBeAllowedIsWhatThereIs() {
    assertThat(HazardIds.ALL).containsExactlyElementsOf(Hints.ALL.stream().map(Hint::id).toList());
  }

  /** The site makes a page of each chapter, and messages name it. */
  @Test
  void eachHintHasAChapterOfItsIdWithTwoExamples() throws IOException {
    String[] chapters = Files.readString(PAGE).split("(?m)^## ", -1);
    assertThat(Stream.of(chapters).skip(1).map(chapter -> chapter.lines().findFirst().orElse("")))
        .containsExactlyElementsOf(Hints.ALL.stream().map(Hint::id).toList())
        .allMatch(id -> HintsPage.address(id).endsWith("hints/" + id + ".html"));
    assertThat(Stream.of(chapters).skip(1)).allMatch(one -> one.split("```sql\n", -1).length == 3);
  }

  @Test
  void theManualShowsTheQueryOfTheSizes() throws IOException {
    assertThat(Files.readString(Path.of("src", "docs", "trace.md")))
        .contains("```sql\n" + TargetStats.QUERY + "```", "```sql\n" + TargetStats.COLUMNS + "```");
  }
}

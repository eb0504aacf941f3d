package dev.postcar.internal.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
  void theManualShowsTheQueryOfTheSizes() throws IOException {
    assertThat(Files.readString(Path.of("src", "docs", "trace.md")))
        .contains("```sql\n" + TargetStats.QUERY + "```");
  }
}

package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.PostcarException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FastPathParserTest {

  private static final List<String> WORDS =
      List.of(
          "migrate",
          "status",
          "list",
          "rollback",
          "new",
          "--json",
          "-q",
          "--quiet",
          "-v",
          "--verbose",
          "--stacktrace",
          "-c",
          "--conf",
          "a.groovy",
          "-e",
          "--env",
          "production",
          "-H",
          "--host",
          "-p",
          "--port",
          "5433",
          "-U",
          "-P",
          "--password",
          "--sslmode",
          "require",
          "--embedded",
          "--sources",
          "src",
          "other",
          "--lock-timeout",
          "5s",
          "--out-of-order",
          "run",
          "--retries",
          "3",
          "--plan",
          "--to",
          "M0001",
          "--",
          "-",
          "@args",
          "",
          "\"quoted\"",
          "'quoted'",
          "--conf=a.groovy",
          "-ca.groovy",
          "-qv",
          "--color",
          "never",
          "--help",
          "-V",
          "--no-pipeline",
          "--namespace",
          "größe",
          "a b",
          "a,b",
          "--unknown");

  @Test
  void whatItReadsIsWhatTheModelReads() {
    Random random = new Random(20261121);
    int read = 0;
    for (int i = 0; i < 20_000; i++) {
      List<String> line = new ArrayList<>();
      line.add(WORDS.get(random.nextInt(3)));
      for (int more = random.nextInt(6); more > 0; more--) {
        line.add(WORDS.get(random.nextInt(WORDS.size())));
      }
      String[] args = line.toArray(String[]::new);
      Parsed plain = FastPathParser.read(args);
      if (plain != null) {
        read++;
        assertThat(CommandLineParser.read(args))
            .as("%s", line)
            .isEqualTo(new CommandLineParser.Wish(plain, null));
      }
    }
    assertThat(read).isGreaterThan(1_000);
  }

  @Test
  void aUsualLineIsPlain() {
    assertThat(FastPathParser.read("migrate", "-c", "postcar.conf.groovy")).isNotNull();
    assertThat(FastPathParser.read("list", "--json")).isNotNull();
  }

  @Test
  void whatIsNotSureIsLeftToTheModel() {
    assertThat(FastPathParser.read()).isNull();
    assertThat(FastPathParser.read("mark")).isNull();
    assertThat(FastPathParser.read("migrate", "app")).isNull();
    assertThat(FastPathParser.read("migrate", "--plan")).isNull();
    assertThat(FastPathParser.read("migrate", "-c")).isNull();
    assertThat(FastPathParser.read("migrate", "--password", "x")).isNull();
  }

  @Test
  void theModelRefusesALineThatIsNone() {
    assertThat(
            org.assertj.core.api.Assertions.catchThrowable(
                () -> CommandLineParser.read("migrate", "-c")))
        .isInstanceOf(PostcarException.Configuration.class)
        .hasMessageContaining("--help");
  }
}

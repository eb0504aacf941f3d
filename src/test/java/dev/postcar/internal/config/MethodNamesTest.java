package dev.postcar.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.PostcarException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A program reads methods where the command line has flags. */
final class MethodNamesTest {

  @Test
  void flagsBecomeMethods() {
    assertThat(MethodNames.in("raise --lock-wait, or end it"))
        .isEqualTo("raise lockWait(Duration), or end it");
    assertThat(MethodNames.in("add --pooled=session if"))
        .isEqualTo("add pooled(PoolerMode.SESSION) if");
    assertThat(MethodNames.in("--scratch URL sets another"))
        .isEqualTo("scratch(String) sets another");
    assertThat(MethodNames.in("(--role)")).isEqualTo("(role(String))");
    assertThat(MethodNames.in(null)).isNull();
  }

  @Test
  void aProgramMayHaveNamesOfItsOwn() {
    assertThat(
            MethodNames.in(
                "raise --lock-wait, or --retries\n    select 1 --lock-wait",
                flag -> flag.equals("--lock-wait") ? "shop.lock-wait" : null))
        .isEqualTo("raise shop.lock-wait, or retries(int)\n    select 1 --lock-wait");
  }

  @Test
  void commandsAndOtherProgramsFlagsStay() {
    for (String text :
        List.of(
            "run \"postcar rollback --to M0003\" to undo",
            "dump with pg_dump --encoding=UTF8",
            "failed:\n  statement 1:\n    select 1 --all rows\n           ^",
            "a -- comment, --unknown, x--role")) {
      assertThat(MethodNames.in(text)).isEqualTo(text);
    }
  }

  @Test
  void theCommandLineShowsTheFlags() {
    var refused = new PostcarException.Lock("raise --lock-wait", null);
    assertThat(refused).hasMessage("raise lockWait(Duration)");
    assertThat(refused.commandLineMessage()).isEqualTo("raise --lock-wait");
  }

  /**
   * Commands in quotes keep theirs. A flag in a message of the library that has no method here is
   * seen by this.
   */
  @Test
  void everyFlagInAMessageBelowTheCommandLineHasAMethod() throws IOException {
    Pattern flag = Pattern.compile("(?<![\\w-])--[a-z][a-z-]+");
    TreeSet<String> unknown = new TreeSet<>();
    try (Stream<Path> files = Files.walk(Path.of("src/main/java/dev/postcar"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String text = Files.readString(file);
        if (file.toString()
            .matches(".*/(cli|config|os|scratch|check/Git|check/ComparedBranch).*")) {
          continue;
        }
        Matcher message = Pattern.compile("(Exception\\.\\w+|Next: )[^;]{0,900}").matcher(text);
        while (message.find()) {
          Matcher found = flag.matcher(message.group().replaceAll("postcar [^\"\\\\]*", ""));
          while (found.find()) {
            if (MethodNames.in(found.group()).equals(found.group())) {
              unknown.add(found.group());
            }
          }
        }
      }
    }
    assertThat(unknown)
        .as("of the command line alone, or of other programs")
        .containsExactlyInAnyOrder(
            "--done",
            "--rerun",
            "--kind",
            "--format",
            "--timestamp",
            "--write",
            "--write-stats",
            "--yes",
            "--shard",
            "--target",
            "--targets");
  }
}

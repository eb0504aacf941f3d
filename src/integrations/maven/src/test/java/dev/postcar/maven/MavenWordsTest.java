package dev.postcar.maven;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MavenWordsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          Next: rerun "postcar migrate".            | Next: rerun "mvn postcar:migrate".
          run "postcar resume M0007_X"              | run "mvn postcar:resume -Dpostcar.id=M0007_X"
          run "postcar resume M0007_X --done 2"     | run "mvn postcar:resume -Dpostcar.id=M0007_X -Dpostcar.done=2"
          run "postcar check --write"               | run "mvn postcar:check -Dpostcar.write"
          run "postcar migrate --to M0008"          | run "mvn postcar:migrate -Dpostcar.to=M0008"
          run "postcar mark --all"                  | run "mvn postcar:mark -Dpostcar.all"
          run "postcar squash M0001 M0007 base"     | run "mvn postcar:squash -Dpostcar.first=M0001 -Dpostcar.last=M0007 -Dpostcar.name=base"
          run "postcar init"                        | run "postcar init"
          or use --url, or --embedded.              | or use -Dpostcar.url, or -Dpostcar.embedded.
          flag --url: it cannot be read             | -Dpostcar.url: it cannot be read
          add --out-of-order=run                    | add -Dpostcar.out-of-order=run
          add --yes                                 | add -Dpostcar.yes
          psql --no-psqlrc                          | psql --no-psqlrc
          """)
  void commandsAndFlagsBecomeGoalsAndProperties(String message, String inMaven) {
    assertThat(MavenWords.in(message)).isEqualTo(inMaven);
  }

  @org.junit.jupiter.api.Test
  void sqlStaysAsItIs() {
    String message = "It failed at line 3:\n    select 1 --to see\n    ^";
    assertThat(MavenWords.in(message)).isEqualTo(message);
  }
}

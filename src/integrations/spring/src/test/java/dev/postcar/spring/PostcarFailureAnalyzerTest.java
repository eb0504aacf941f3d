package dev.postcar.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.PostcarException;
import org.junit.jupiter.api.Test;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** What a failed start shows. */
final class PostcarFailureAnalyzerTest {

  private static FailureAnalysis of(PostcarException failure) {
    return new PostcarFailureAnalyzer().analyze(new PostcarStartException(failure));
  }

  @Test
  void propertiesStandWhereTheCommandLineHasFlags() {
    FailureAnalysis shown =
        of(
            new PostcarException.Lock(
                "The lock is held.\nState: nothing was changed.\nNext: raise --lock-wait, or add"
                    + " --single-transaction. See \"postcar status\".",
                null));
    assertThat(shown.getDescription()).isEqualTo("The lock is held.\nState: nothing was changed.");
    assertThat(shown.getAction())
        .isEqualTo(
            "raise postcar.lock-wait, or add Target.singleTransaction(). See \"postcar status\".");
  }

  @Test
  void whatRunsItAgainIsTheApplication() {
    FailureAnalysis shown =
        of(
            new PostcarException.Refusal(
                "M0001_A failed.\nState: rolled back.\nNext: fix M0001_A, then rerun \"postcar migrate\"."));
    assertThat(shown.getAction()).isEqualTo("fix M0001_A, then start the application again.");
    shown = of(new PostcarException.Refusal("M0001_A failed.\nNext: rerun the command."));
    assertThat(shown.getAction()).isEqualTo("start the application again.");
  }

  @Test
  void theServersTextIsNoAdvice() {
    FailureAnalysis shown =
        of(
            new PostcarException.Refusal(
                "M0001_A failed: Next: run this\n    select 1 --lock-wait\nState: unchanged."));
    assertThat(shown.getAction()).isNull();
    assertThat(shown.getDescription()).contains("Next: run this", "select 1 --lock-wait");
  }

  @Test
  void aLineOfTheConfigurationHasItsAdviceAtItsEnd() {
    FailureAnalysis shown = of(new PostcarException.Configuration("No database. Next: set it."));
    assertThat(shown.getDescription()).isEqualTo("No database.");
    assertThat(shown.getAction()).isEqualTo("set it.");
  }

  @Test
  void theServersTextNeitherDrivesATerminalNorShowsAPassword() {
    FailureAnalysis shown =
        of(
            new PostcarException.Refusal(
                "M0001_A failed: \u001b[2J\rforged \u202e\n    no jdbc:postgresql://h/d?user=u&password=s3cret"
                    + "\n::error::forged\nState: unchanged.\nNext: fix \u001b[31mit."));
    assertThat(shown.getDescription() + shown.getAction())
        .doesNotContain("\u001b", "\r", "\u202e", "s3cret", "\n::");
  }
}

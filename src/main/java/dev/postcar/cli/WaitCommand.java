package dev.postcar.cli;

import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.internal.report.WaitText;
import dev.postcar.internal.sql.Durations;
import dev.postcar.result.WaitResult;
import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;

/** {@code wait}: until the database answers and nothing is pending. */
final class WaitCommand implements Command {

  private static final String USUAL = "5min";

  @Override
  public CommandSpec spec() {
    return Words.command(
            "Wait until the database answers and nothing is pending.",
            "postcar wait --for 2min\tfor two minutes at most",
            "postcar wait && java -jar shop.jar\tstart the application after it")
        .addOption(
            Words.text("DURATION", "Wait at most this long. Default: " + USUAL + ".", "--for"));
  }

  @Override
  public Output run(Call call) {
    try (Postcar postcar = call.postcar()) {
      WaitResult result = postcar.await(limit(call));
      return new Output(result, WaitText.of(result));
    }
  }

  /** How long at most. */
  static Duration limit(Call call) {
    String given = call.option("--for");
    String text = given == null ? USUAL : given;
    try {
      return Durations.parse(text);
    } catch (IllegalArgumentException e) {
      throw new PostcarException.Configuration("--for: " + e.getMessage() + ".", e);
    }
  }
}

package dev.postcar.spring;

import dev.postcar.PostcarException;
import dev.postcar.internal.config.MethodNames;
import dev.postcar.internal.report.AnsiStyle;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** What failed and what to do next, once, without a stack trace. */
final class PostcarFailureAnalyzer extends AbstractFailureAnalyzer<PostcarException> {

  private static final String NEXT = "Next: ";

  /** What starts a migrate is the start of the application. */
  private static final Pattern AGAIN =
      Pattern.compile("\\b(?:re)?run (?:\"postcar migrate\"|the command)");

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, PostcarException cause) {
    String message =
        AnsiStyle.printable(
            MethodNames.in(cause.commandLineMessage(), PostcarFailureAnalyzer::property));
    // A line of its own, or the end of one that is postcar's alone: the server's text has neither.
    int next = message.lastIndexOf('\n' + NEXT) + 1;
    if (next == 0 && cause instanceof PostcarException.Configuration) {
      next = message.lastIndexOf(NEXT);
    }
    return next <= 0
        ? new FailureAnalysis(message, null, cause)
        : new FailureAnalysis(
            message.substring(0, next).stripTrailing(),
            AGAIN
                .matcher(message.substring(next + NEXT.length()))
                .replaceAll("start the application again"),
            cause);
  }

  /** An application sets properties where the command line has flags. */
  private static String property(String flag) {
    return PostcarProperties.settings().entrySet().stream()
        .filter(entry -> flag.equals(entry.getValue().longFlag()))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(null);
  }
}

package dev.postcar.spring;

import dev.postcar.PostcarException;
import dev.postcar.internal.config.Setting;
import java.util.Map;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** What failed and what to do next, once, without a stack trace. */
final class PostcarFailureAnalyzer extends AbstractFailureAnalyzer<PostcarException> {

  private static final String NEXT = "Next: ";

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, PostcarException cause) {
    String message = inProperties(cause);
    int next = message.lastIndexOf(NEXT);
    return next < 0
        ? new FailureAnalysis(message, null, cause)
        : new FailureAnalysis(
            message.substring(0, next).stripTrailing(),
            message.substring(next + NEXT.length()),
            cause);
  }

  /** An application sets properties where the command line has flags. */
  private static String inProperties(PostcarException cause) {
    String message = cause.getMessage();
    String flags = cause.commandLineMessage();
    for (Map.Entry<String, Setting> entry : PostcarProperties.settings().entrySet()) {
      String flag = entry.getValue().longFlag();
      if (flag != null && flags.contains(flag)) {
        message = flags.replaceAll(flag + "(?![\\w-])", entry.getKey());
        flags = message;
      }
    }
    return message.replace("rerun the command", "start the application again");
  }
}

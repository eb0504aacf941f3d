package dev.postcar.schema;

import dev.postcar.MigrationId;
import dev.postcar.PostcarException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells that a migration failed for want of an extension that the scratch server does not have. */
public final class MissingExtension {

  /** 58P01 undefined_file, 0A000 feature_not_supported: what {@code create extension} says. */
  private static final Pattern SAID =
      Pattern.compile("extension \"([^\"]+)\" is not available|/([^/\"]+)\\.control\"");

  private MissingExtension() {}

  /**
   * Looks at a failure on a scratch server.
   *
   * @param failure of any kind
   * @return the same with its way out, where that is the reason
   */
  public static Optional<PostcarException> in(PostcarException failure) {
    if (failure instanceof PostcarException.MigrationFailed failed
        && failed.getCause() instanceof SQLException cause
        && ("58P01".equals(cause.getSQLState()) || "0A000".equals(cause.getSQLState()))) {
      Matcher matcher = SAID.matcher(String.valueOf(cause.getMessage()));
      if (matcher.find()) {
        String name = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
        return Optional.of(refusal(failed.migration(), name, cause));
      }
    }
    return Optional.empty();
  }

  private static PostcarException refusal(MigrationId id, String name, SQLException cause) {
    return new PostcarException.Configuration(
        id
            + " creates the extension \""
            + name
            + "\", which the scratch server does not have. Give a server that has it: --scratch"
            + " URL. Nothing else was touched.",
        cause);
  }
}

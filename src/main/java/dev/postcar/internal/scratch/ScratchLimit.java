package dev.postcar.internal.scratch;

import dev.postcar.MigrationId;
import dev.postcar.PostcarException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reports that a migration failed for want of an extension that the scratch server does not have,
 * or of a right that only a superuser has.
 */
public final class ScratchLimit {

  /** 58P01 undefined_file, 0A000 feature_not_supported: what {@code create extension} says. */
  private static final Pattern EXTENSION =
      Pattern.compile("extension \"([^\"]+)\" is not available|/([^/\"]+)\\.control\"");

  /** Of 42501: not what a role that the SQL itself has set may not read or write. */
  private static final Pattern RIGHT =
      Pattern.compile(
          "must be |must have |[Oo]nly (roles|superusers?)|permission denied (to|for"
              + " (schema|language|foreign-data"
              + " wrapper|tablespace|parameter|database|(function|table|view) (pg|lo)_))");

  private ScratchLimit() {}

  /**
   * Looks at a failure on a scratch server.
   *
   * @return the same with its way out, where that is the reason
   */
  public static Optional<PostcarException> in(PostcarException failure) {
    return failure instanceof PostcarException.MigrationFailed failed
            && failed.getCause() instanceof SQLException cause
        ? of(failed.migration(), cause)
        : Optional.empty();
  }

  /** The same of a migration or view. */
  public static Optional<PostcarException> of(MigrationId id, SQLException cause) {
    String state = String.valueOf(cause.getSQLState());
    String said = String.valueOf(cause.getMessage());
    if ("58P01".equals(state) || "0A000".equals(state)) {
      Matcher matcher = EXTENSION.matcher(said);
      if (matcher.find()) {
        String name = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
        return Optional.of(missing(id, name, cause));
      }
    }
    return "42501".equals(state) && RIGHT.matcher(said).find()
        ? Optional.of(refused(id, said, cause))
        : Optional.empty();
  }

  private static PostcarException missing(MigrationId id, String name, SQLException cause) {
    return new PostcarException.Configuration(
        ("%s creates the extension \"%s\", which the scratch server does not have. Use a"
                + " server that has it: --scratch URL. Nothing else was touched.")
            .formatted(id, name),
        cause);
  }

  private static PostcarException refused(MigrationId id, String said, SQLException cause) {
    return new PostcarException.Configuration(
        """
        %s needs a right that no role has on the scratch server: %s.
        State: this was on the scratch database; no other was touched.
        Next: use a server whose login has that right: --scratch URL."""
            .formatted(id, said.lines().findFirst().orElse("").replaceFirst("^ERROR: ", "")),
        cause);
  }
}

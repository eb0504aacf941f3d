package dev.postcar.internal.os;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Child processes, each with no more of the environment than it needs. */
public final class ChildProcess {

  private static final Set<String> NEEDED =
      Set.of(
          ("PATH HOME USER LOGNAME XDG_CONFIG_HOME LANG LANGUAGE TZ TMPDIR TMP TEMP"
                  + " JAVA_HOME M2_HOME MAVEN_HOME MAVEN_OPTS MAVEN_ARGS LD_LIBRARY_PATH LD_PRELOAD"
                  + " NSS_WRAPPER_PASSWD NSS_WRAPPER_GROUP SystemRoot ComSpec PATHEXT USERPROFILE"
                  + " HTTP_PROXY HTTPS_PROXY NO_PROXY http_proxy https_proxy no_proxy")
              .split(" ", -1));

  /** Where postcar itself reads a password. */
  private static final Set<String> SECRETS =
      Set.of("POSTCAR_PASSWORD", "POSTCAR_URL", "POSTCAR_SCRATCH");

  private ChildProcess() {}

  /** A program that postcar starts by itself; nothing that may be a secret reaches it. */
  public static ProcessBuilder own(List<String> command) {
    return own(command, name -> false);
  }

  /** The same with some variables more. */
  public static ProcessBuilder own(List<String> command, Predicate<String> also) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder
        .environment()
        .keySet()
        .removeIf(name -> !NEEDED.contains(name) && !name.startsWith("LC_") && !also.test(name));
    return builder;
  }

  /** A program that the user named: it sees what postcar sees, but for postcar's own secrets. */
  public static ProcessBuilder named(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeAll(SECRETS);
    return builder;
  }
}

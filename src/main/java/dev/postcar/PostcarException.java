package dev.postcar;

import dev.postcar.internal.config.MethodNames;
import dev.postcar.result.Finding;
import dev.postcar.result.Result;
import java.util.List;
import java.util.Optional;

/**
 * Why an operation did not come to its end: one sealed family, each member with its exit code.
 *
 * <p>The message is written for the operator: what failed and where, what state the database is in,
 * what to run next. Where the server said no, the {@link java.sql.SQLException} is the cause.
 */
public abstract sealed class PostcarException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Result resultSoFar;

  private PostcarException(String message, Throwable cause, Result resultSoFar) {
    super(message, cause);
    this.resultSoFar = resultSoFar;
  }

  /**
   * What a program's log shows: methods stand where the command line has flags.
   *
   * @return the message; null where there is none
   */
  @Override
  public String getMessage() {
    return MethodNames.in(super.getMessage());
  }

  /**
   * The same message as the command line shows it: with its flags.
   *
   * @return the message; null where there is none
   */
  public String commandLineMessage() {
    return super.getMessage();
  }

  /**
   * The exit code that a command line ends with.
   *
   * @return 1 to 6, or 130 and above for an interruption
   */
  public abstract int exitCode();

  /**
   * What had been done before the failure: the operation's own result record.
   *
   * @return empty where nothing had been done
   */
  public Optional<Result> resultSoFar() {
    return Optional.ofNullable(resultSoFar);
  }

  /**
   * A short name of the kind of failure, as the JSON form gives it.
   *
   * @return for example {@code refusal}
   */
  public String kind() {
    return getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
  }

  /** Something is wrong in the flags, the environment or the configuration. Exit code 2. */
  public static final class Configuration extends PostcarException {
    private static final long serialVersionUID = 1L;

    /**
     * Says what is wrong.
     *
     * @param message what, where and how to fix it
     */
    public Configuration(String message) {
      super(message, null, null);
    }

    /**
     * Says what is wrong, and why.
     *
     * @param message what, where and how to fix it
     * @param cause what was caught; may be null
     */
    public Configuration(String message, Throwable cause) {
      super(message, cause, null);
    }

    /**
     * Says what is wrong, why, and what was done all the same.
     *
     * @param message what, where and how to fix it
     * @param cause what was caught; may be null
     * @param resultSoFar the operation's result record; may be null
     */
    public Configuration(String message, Throwable cause, Result resultSoFar) {
      super(message, cause, resultSoFar);
    }

    @Override
    public int exitCode() {
      return 2;
    }
  }

  /** The migrations themselves are wrong: nothing was run. Exit code 4. */
  public static final class Source extends PostcarException {
    private static final long serialVersionUID = 1L;

    private final transient List<Finding> findings;

    /**
     * Says what is wrong.
     *
     * @param message the class, what is wrong with it and how to fix it
     */
    public Source(String message) {
      this(message, null);
    }

    /**
     * Says what is wrong, and why.
     *
     * @param message the class, what is wrong with it and how to fix it
     * @param cause what was caught; may be null
     */
    public Source(String message, Throwable cause) {
      this(message, cause, List.of(new Finding(null, "source", message)), null);
    }

    /**
     * Says what is wrong, one by one.
     *
     * @param message all of it, or its beginning
     * @param cause what was caught; may be null
     * @param findings all of it
     * @param resultSoFar what could be read all the same; may be null
     */
    public Source(String message, Throwable cause, List<Finding> findings, Result resultSoFar) {
      super(message, cause, resultSoFar);
      this.findings = List.copyOf(findings);
    }

    /**
     * What is wrong, one by one.
     *
     * @return never empty
     */
    public List<Finding> findings() {
      return findings;
    }

    @Override
    public int exitCode() {
      return 4;
    }
  }

  /** The database cannot be reached or does not let us in. Exit code 3. */
  public static final class Connection extends PostcarException {
    private static final long serialVersionUID = 1L;

    /**
     * Says what happened.
     *
     * @param message what failed and what to do
     * @param cause what the driver said; may be null
     */
    public Connection(String message, Throwable cause) {
      super(message, cause, null);
    }

    /**
     * Says what happened, and how far the operation had come.
     *
     * @param message what failed and what to do
     * @param cause what the driver said; may be null
     * @param resultSoFar the operation's result record; may be null
     */
    public Connection(String message, Throwable cause, Result resultSoFar) {
      super(message, cause, resultSoFar);
    }

    @Override
    public int exitCode() {
      return 3;
    }
  }

  /** The state of the database or of the migrations forbids the operation. Exit code 4. */
  public static final class Refusal extends PostcarException {
    private static final long serialVersionUID = 1L;

    /**
     * Says why.
     *
     * @param message what was refused, why, and the ways out
     */
    public Refusal(String message) {
      super(message, null, null);
    }

    /**
     * Says why.
     *
     * @param message what was refused, why, and the ways out
     * @param cause what the server said; may be null
     * @param resultSoFar the operation's result record; may be null
     */
    public Refusal(String message, Throwable cause, Result resultSoFar) {
      super(message, cause, resultSoFar);
    }

    @Override
    public int exitCode() {
      return 4;
    }
  }

  /** Another runner holds the lock and did not let go in time. Exit code 5. */
  public static final class Lock extends PostcarException {
    private static final long serialVersionUID = 1L;

    /**
     * Says who holds it, and how far the operation had come.
     *
     * @param message who holds the lock since when, the state of the database, and what to do
     * @param resultSoFar the operation's result record; may be null
     */
    public Lock(String message, Result resultSoFar) {
      super(message, null, resultSoFar);
    }

    @Override
    public int exitCode() {
      return 5;
    }
  }

  /** A migration failed on the server or in its own code. Exit code 1. */
  public static final class MigrationFailed extends PostcarException {
    private static final long serialVersionUID = 1L;

    private final MigrationId migration;

    /**
     * Says which one and why.
     *
     * @param migration the one that failed, not null
     * @param message what failed and where, the state of the database, what to run next
     * @param cause the last attempt's exception; earlier attempts are suppressed in it
     * @param resultSoFar the operation's result record; may be null
     */
    public MigrationFailed(
        MigrationId migration, String message, Throwable cause, Result resultSoFar) {
      super(message, cause, resultSoFar);
      this.migration = migration;
    }

    /**
     * The migration that failed.
     *
     * @return never null
     */
    public MigrationId migration() {
      return migration;
    }

    @Override
    public String kind() {
      return "migration";
    }

    @Override
    public int exitCode() {
      return 1;
    }
  }

  /** A dump could not be restored: all of it was rolled back. Exit code 1. */
  public static final class RestoreFailed extends PostcarException {
    private static final long serialVersionUID = 1L;

    private final long line;

    /**
     * Says where and why.
     *
     * @param line of the dump, from 1; 0 where it is none's
     * @param message what failed and where, the state of the database, what to run next
     * @param cause what the server, or the reading of the dump, said; may be null
     */
    public RestoreFailed(long line, String message, Throwable cause) {
      super(message, cause, null);
      this.line = line;
    }

    /**
     * Where in the dump, decompressed.
     *
     * @return its line from 1; 0 where it is none's
     */
    public long line() {
      return line;
    }

    @Override
    public String kind() {
      return "restore";
    }

    @Override
    public int exitCode() {
      return 1;
    }
  }

  /** A hook failed; what was committed before stays. Exit code 1. */
  public static final class HookFailed extends PostcarException {
    private static final long serialVersionUID = 1L;

    private final String hook;

    /**
     * Says which one and why.
     *
     * @param hook its name, such as {@code after}
     * @param message what failed, the state of the database, what to run next
     * @param cause what the hook threw
     * @param resultSoFar the operation's result record; may be null
     */
    public HookFailed(String hook, String message, Throwable cause, Result resultSoFar) {
      super(message, cause, resultSoFar);
      this.hook = hook;
    }

    /**
     * The hook that failed.
     *
     * @return {@code before}, {@code beforeEach}, {@code afterEach} or {@code after}
     */
    public String hook() {
      return hook;
    }

    @Override
    public String kind() {
      return "hook";
    }

    @Override
    public int exitCode() {
      return 1;
    }
  }

  /** A check came to its end and found something. Exit code 6. */
  public static final class Findings extends PostcarException {
    private static final long serialVersionUID = 1L;

    /**
     * Says what was found.
     *
     * @param message the findings
     * @param resultSoFar the operation's result record; may be null
     */
    public Findings(String message, Result resultSoFar) {
      super(message, null, resultSoFar);
    }

    @Override
    public int exitCode() {
      return 6;
    }
  }

  /** The operator or the operating system ended the operation. Exit code 128 + the signal. */
  public static final class Interrupted extends PostcarException {
    private static final long serialVersionUID = 1L;

    private final int signal;

    /**
     * Says what state the database is in.
     *
     * @param message what was interrupted, and what state the database is in
     * @param signal the signal's number: 2 for Ctrl-C, 15 for SIGTERM
     * @param cause what the server said; may be null
     * @param resultSoFar the operation's result record; may be null
     */
    public Interrupted(String message, int signal, Throwable cause, Result resultSoFar) {
      super(message, cause, resultSoFar);
      this.signal = signal;
    }

    /** The same with what was done until then. */
    public Interrupted with(Result result) {
      return new Interrupted(commandLineMessage(), signal, this, result);
    }

    @Override
    public int exitCode() {
      return 128 + signal;
    }
  }
}

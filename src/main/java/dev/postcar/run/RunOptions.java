package dev.postcar.run;

import dev.postcar.Hooks;
import dev.postcar.Pooled;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * How migrations are run.
 *
 * @param namespace the bookkeeping schema's name
 * @param role the role that everything is done as; null for the one that connects
 * @param bookkeepingOwner a further role that may own the bookkeeping; null for none
 * @param searchPath the search_path that migrations see; null for the database's
 * @param timeZone the TimeZone that migrations see; null for what psql has there
 * @param lockTimeout per migration; zero for none
 * @param statementTimeout per statement; zero for none
 * @param lockWait how long to wait for another runner
 * @param settling how long to try to reach the server again after the connection was lost
 * @param retries how often a migration that ran into a lock, a deadlock or a serialization failure
 *     is tried again
 * @param pipeline whether migrations that follow each other are sent in one message
 * @param pooled whether a pooler stands between
 * @param hooks what the caller does around migrations
 * @param channel the channel that is told of a run which changed something; null for none
 */
public record RunOptions(
    String namespace,
    String role,
    String bookkeepingOwner,
    String searchPath,
    String timeZone,
    Duration lockTimeout,
    Duration statementTimeout,
    Duration lockWait,
    Duration settling,
    int retries,
    boolean pipeline,
    Pooled pooled,
    Hooks hooks,
    String channel) {

  /** The same without a further owner, hooks and channel. */
  public RunOptions(
      String namespace,
      String role,
      String searchPath,
      Duration lockTimeout,
      Duration statementTimeout,
      Duration lockWait,
      Duration settling,
      int retries,
      boolean pipeline,
      Pooled pooled) {
    this(
        namespace,
        role,
        null,
        searchPath,
        null,
        lockTimeout,
        statementTimeout,
        lockWait,
        settling,
        retries,
        pipeline,
        pooled,
        Hooks.NONE,
        null);
  }

  /** The same with the role that a caller's pool has set, where none is demanded. */
  RunOptions inRoleOf(Facts facts) {
    return role != null || facts.role().equals("none")
        ? this
        : new RunOptions(
            namespace,
            facts.role(),
            bookkeepingOwner,
            searchPath,
            timeZone,
            lockTimeout,
            statementTimeout,
            lockWait,
            settling,
            retries,
            pipeline,
            pooled,
            hooks,
            channel);
  }

  /** Tells whether one may, the detection's answer being given. */
  boolean pooled(boolean detected) {
    return switch (pooled) {
      case AUTO -> detected;
      case TRANSACTION -> true;
      case SESSION, OFF -> false;
    };
  }

  // A record's own would be made at first use, which takes a start longer than all else here.
  @Override
  public boolean equals(Object other) {
    return other instanceof RunOptions options && components().equals(options.components());
  }

  @Override
  public int hashCode() {
    return components().hashCode();
  }

  /** All of them, in order. */
  List<Object> components() {
    return Arrays.asList(
        namespace,
        role,
        bookkeepingOwner,
        searchPath,
        timeZone,
        lockTimeout,
        statementTimeout,
        lockWait,
        settling,
        retries,
        pipeline,
        pooled,
        hooks,
        channel);
  }
}

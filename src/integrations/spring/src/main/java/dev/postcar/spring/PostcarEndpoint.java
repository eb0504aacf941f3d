package dev.postcar.spring;

import dev.postcar.Postcar;
import dev.postcar.result.StatusResult;
import java.time.Instant;
import java.util.List;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/** The state of each migration; no SQL. */
@Endpoint(id = "postcar")
public final class PostcarEndpoint {

  private final Postcar postcar;

  PostcarEndpoint(Postcar postcar) {
    this.postcar = postcar;
  }

  /**
   * What is shown.
   *
   * @param database the database's name
   * @param namespace the schema of postcar's own tables
   * @param pending how many migrations are to be applied
   * @param migrations in their order
   * @param views the managed views
   */
  public record Shown(
      String database,
      String namespace,
      int pending,
      List<ShownMigration> migrations,
      List<ShownView> views) {}

  /**
   * A migration.
   *
   * @param id its full name
   * @param state such as {@code applied}
   * @param appliedAt when, by the server's clock; null where it is not
   * @param durationMs how long that took, in milliseconds; null where it is not applied
   */
  public record ShownMigration(String id, String state, Instant appliedAt, Long durationMs) {}

  /**
   * A managed view.
   *
   * @param id its full name
   * @param state such as {@code up to date}
   */
  public record ShownView(String id, String state) {}

  /** Asks the database. */
  @ReadOperation
  public Shown migrations() {
    StatusResult status;
    // A Postcar is used by one thread at a time.
    synchronized (postcar) {
      status = postcar.status();
    }
    return new Shown(
        status.database(),
        status.namespace(),
        status.pending(),
        status.migrations().stream()
            .map(m -> new ShownMigration(m.id(), m.stateText(), m.appliedAt(), m.durationMs()))
            .toList(),
        status.views().stream().map(view -> new ShownView(view.id(), view.state())).toList());
  }
}

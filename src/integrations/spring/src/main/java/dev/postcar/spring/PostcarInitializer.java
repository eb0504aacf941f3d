package dev.postcar.spring;

import dev.postcar.MigrationState;
import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.internal.report.AnsiStyle;
import dev.postcar.result.StatusResult;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.context.ApplicationContext;

/**
 * Does at the start what {@code postcar.on-start} says. The start fails with a {@link
 * PostcarStartException} if that does not succeed.
 */
public final class PostcarInitializer implements InitializingBean {

  private static final Log LOG = LogFactory.getLog("dev.postcar");

  private static final Set<MigrationState> NOT_YET =
      EnumSet.of(
          MigrationState.PENDING,
          MigrationState.REVERTED,
          MigrationState.OUT_OF_ORDER,
          MigrationState.CHANGED,
          MigrationState.INTERRUPTED);

  private final Postcar postcar;
  private final MigratedDatabase database;
  private final ApplicationContext context;
  private final PostcarProperties properties;

  PostcarInitializer(Postcar postcar, MigratedDatabase database, ApplicationContext context) {
    this.postcar = postcar;
    this.database = database;
    this.context = context;
    this.properties = new PostcarProperties(context.getEnvironment());
  }

  @Override
  public void afterPropertiesSet() {
    Peer peer = new Peer(database.dataSource(), properties.namespace());
    try (ShutdownInterrupt interrupt = new ShutdownInterrupt(postcar);
        LivenessDuringStart liveness = LivenessDuringStart.of(context)) {
      switch (properties.onStart()) {
        case MIGRATE -> peer.retry(postcar::migrate);
        case VALIDATE -> validate(postcar.status());
        case WAIT -> peer.retry(() -> postcar.await(properties.waitLimit()));
        case NONE -> {}
      }
    } catch (PostcarException.Interrupted end) {
      // Spring Boot analyses no failure while the JVM stops.
      LOG.warn(AnsiStyle.printable(end.getMessage()));
      throw new PostcarStartException(end);
    } catch (PostcarException failure) {
      throw new PostcarStartException(failure);
    }
  }

  /** What the database has and the application has not may be a newer release's. */
  private static void validate(StatusResult status) {
    List<String> wrong = new ArrayList<>();
    status.migrations().stream()
        .filter(migration -> NOT_YET.contains(migration.state()))
        .forEach(migration -> wrong.add(migration.id() + " is " + migration.state().text()));
    status.views().stream()
        .filter(view -> view.next() != null)
        .forEach(view -> wrong.add(view.id() + " is " + view.state()));
    status.unreadable().forEach(id -> wrong.add(id + " cannot be read"));
    if (!wrong.isEmpty()) {
      throw new PostcarException.Findings(
          "The database %s is not what the application expects:\n%s\nState: nothing was changed.\nNext: migrate it, or set postcar.on-start=migrate or wait."
              .formatted(status.database(), String.join("\n", wrong)),
          status);
    }
  }
}

package dev.postcar.testing;

import dev.postcar.Reporter;
import dev.postcar.Target;
import dev.postcar.internal.config.Config;
import dev.postcar.internal.config.Setting;
import dev.postcar.internal.operation.LogOperation;
import dev.postcar.internal.operation.MigrateOperation;
import dev.postcar.internal.operation.MigrationSource;
import dev.postcar.internal.operation.MoveBookkeepingOperation;
import dev.postcar.internal.operation.OperationContext;
import dev.postcar.internal.operation.RecordOperation;
import dev.postcar.internal.operation.RollbackOperation;
import dev.postcar.internal.operation.StatusOperation;
import dev.postcar.internal.session.Connections;
import dev.postcar.internal.session.Interruption;
import dev.postcar.result.LogResult.LoggedEvent;
import dev.postcar.result.StatusResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;

/** A schema of a database with many, as a fleet would migrate it; package {@code app}. */
public final class Tenant implements AutoCloseable {

  private final Connections connections;
  private final Config config;

  private Tenant(Connections connections, Config config) {
    this.connections = connections;
    this.config = config;
  }

  /**
   * One whose bookkeeping is that of {@code target} in schema {@code namespace}.
   *
   * @param schema what it migrates
   */
  public static Tenant of(
      DataSource source, Path sources, String schema, String namespace, String target) {
    return new Tenant(
        Connections.from(source),
        Config.DEFAULTS
            .with(Setting.PACKAGES, List.of("app"))
            .with(Setting.SOURCES, List.of(sources))
            .with(Setting.SEARCH_PATH, schema)
            .with(Setting.NAMESPACE, namespace)
            .with(Setting.LOCK_WAIT, Duration.ofSeconds(20))
            .with(Config.Given.TARGET, target)
            .with(Config.Given.REPORTER, Reporter.SILENT));
  }

  /** One in the shared bookkeeping {@code _postcar}. */
  public static Tenant shared(DataSource source, Path sources, String schema) {
    return of(source, sources, schema, "_postcar", schema);
  }

  /** One with a bookkeeping of its own. */
  public static Tenant own(DataSource source, Path sources, String schema) {
    return of(source, sources, schema, "_postcar_" + schema, "");
  }

  /** The same with another setting. */
  public Tenant with(Enum<?> key, Object value) {
    return new Tenant(connections, config.with(key, value));
  }

  /** What operations work with. */
  public OperationContext context() {
    return new OperationContext(
        connections, config, new MigrationSource(connections), new Interruption());
  }

  /** Applies all; returns their names. */
  public List<String> migrate() {
    return new MigrateOperation(context())
        .run(Target.usual()).applied().stream().map(one -> one.id()).toList();
  }

  /** Rolls the newest one back; returns the names. */
  public List<String> rollback() {
    return new RollbackOperation(context())
        .run(Target.usual()).rolledBack().stream().map(one -> one.id()).toList();
  }

  /** Its status. */
  public StatusResult status() {
    return StatusOperation.run(context());
  }

  /** Its event log, as outcome and name. */
  public List<String> log() {
    return LogOperation.run(context(), false, 1000).events().stream().map(Tenant::text).toList();
  }

  private static String text(LoggedEvent event) {
    return event.outcome() + " " + event.migration();
  }

  /** What records without running. */
  public RecordOperation records() {
    return new RecordOperation(context());
  }

  /** Moves its history. */
  public boolean moveTo(String namespace, String target) {
    return MoveBookkeepingOperation.run(context(), namespace, target);
  }

  @Override
  public void close() {
    connections.close();
  }
}

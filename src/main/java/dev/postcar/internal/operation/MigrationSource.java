package dev.postcar.internal.operation;

import dev.postcar.internal.config.Config;
import dev.postcar.internal.session.Connections;
import dev.postcar.internal.source.Migrations;
import dev.postcar.internal.source.SourceRequest;

/** Loads the migrations, those of the caller's own class path once for all operations. */
public final class MigrationSource {

  private final Connections connections;
  private Migrations kept;
  private SourceRequest keptFor;

  /** One that has loaded nothing. */
  public MigrationSource(Connections connections) {
    this.connections = connections;
  }

  /** What is loaded already, whatever the sources are by now. */
  public static MigrationSource of(Migrations loaded, Config config, Connections connections) {
    MigrationSource source = new MigrationSource(connections);
    source.kept = loaded;
    source.keptFor = SourceRequest.of(config);
    return source;
  }

  /** Loads. */
  public Migrations load(Config config) {
    return load(config, false);
  }

  /** Loads for the database, and begins to connect meanwhile where that is hardly in vain. */
  Migrations loadAndConnect(Config config) {
    return load(config, true);
  }

  private Migrations load(Config config, boolean connect) {
    SourceRequest request = SourceRequest.of(config);
    if (kept != null && request.equals(keptFor)) {
      return kept.shared();
    }
    if (connect && Migrations.mayBeKnown(request)) {
      connections.openAhead(config);
    }
    Migrations found;
    // The compiler and the class path's scan read files, which fails in an interrupted thread.
    boolean interrupted = Thread.interrupted();
    try {
      found = Migrations.of(request);
    } catch (RuntimeException | Error e) {
      connections.forgetAhead();
      throw e;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    // Classes of the caller's own class path stay what they are.
    boolean fixed = request.sources().isEmpty() && request.classpath().isEmpty();
    keptFor = fixed ? request : null;
    kept = fixed ? found.shared() : null;
    return found;
  }
}

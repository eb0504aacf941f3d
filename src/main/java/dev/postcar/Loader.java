package dev.postcar;

import dev.postcar.run.Connections;
import dev.postcar.source.Migrations;
import dev.postcar.source.SourceRequest;

/** Loads the migrations, those of the caller's own class path once for all operations. */
final class Loader {

  private final Options options;
  private final Connections connections;
  private Migrations kept;
  private SourceRequest keptFor;

  Loader(Options options, Connections connections) {
    this.options = options;
    this.connections = connections;
  }

  /** What is loaded already, whatever the sources are by now. */
  static Loader of(Migrations loaded, Options options, Connections connections) {
    Loader loader = new Loader(options, connections);
    loader.kept = loaded;
    loader.keptFor = options.source();
    return loader;
  }

  /** Loads. */
  Migrations load() {
    return load(false);
  }

  /** Loads for the database, and begins to connect meanwhile where that is hardly in vain. */
  Migrations loadAndConnect() {
    return load(true);
  }

  private Migrations load(boolean connect) {
    SourceRequest request = options.source();
    if (kept != null && request.equals(keptFor)) {
      return kept.shared();
    }
    if (connect && Migrations.mayBeKnown(request)) {
      connections.openAhead(options.run());
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

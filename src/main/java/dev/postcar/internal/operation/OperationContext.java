package dev.postcar.internal.operation;

import dev.postcar.Event;
import dev.postcar.Version;
import dev.postcar.internal.config.Config;
import dev.postcar.internal.imports.ForeignNames;
import dev.postcar.internal.run.OpenDatabase;
import dev.postcar.internal.session.Connections;
import dev.postcar.internal.session.Interruption;
import dev.postcar.internal.source.CompileErrors;
import java.util.List;

/** What every operation works with. */
public final class OperationContext implements AutoCloseable {

  private final Connections connections;
  private final Config config;
  private final MigrationSource source;
  private final Interruption interruption;

  /** What an operation works with. */
  public OperationContext(
      Connections connections, Config config, MigrationSource source, Interruption interruption) {
    this.connections = connections;
    this.config = config;
    this.source = source;
    this.interruption = interruption;
    connections.waitForDatabase(config.waitForDb());
  }

  /** The same with another configuration. */
  OperationContext with(Config other) {
    return new OperationContext(connections, other, source, interruption);
  }

  Connections connections() {
    return connections;
  }

  Config config() {
    return config;
  }

  /** Names the files in the packages' folders that another tool would run, and postcar does not. */
  List<String> foreignFiles() {
    return ForeignNames.lines(config, CompileErrors::shown);
  }

  void warnOfForeignFiles() {
    foreignFiles().forEach(line -> config.reporter().on(new Event.Warning(line)));
  }

  /** Loads the migrations, and connects meanwhile where that is hardly in vain. */
  Planning loadAndConnect() {
    return new Planning(source.loadAndConnect(config), config);
  }

  /** Loads the migrations. */
  Planning load() {
    return new Planning(source.load(config), config);
  }

  /** Connects, or takes the connection that was opened meanwhile. */
  OpenDatabase open() {
    return new OpenDatabase(connections, config, Version.text(), config.reporter(), interruption);
  }

  Scratch scratch() {
    return new Scratch(connections, config, interruption);
  }

  /** Closes the connections that postcar itself has opened. */
  @Override
  public void close() {
    connections.close();
  }
}

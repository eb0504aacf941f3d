package dev.postcar.faults;

import dev.postcar.testing.Bouncer;
import dev.postcar.testing.TestDatabase;
import dev.postcar.testing.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** What all runs of a sweep share: the server, the pooler, the written sources. */
final class SweepRoom implements AutoCloseable {

  private static final String DUMP =
      """
      create type kind as enum ('paper', 'audio');
      create table book (id int primary key, kind kind, title text);
      copy book (id, kind, title) from stdin;
      %s\\.
      create index book_title on book (title);
      create view audio as select id from book where kind = 'audio';
      insert into book values (0, 'paper', 'first');
      """;

  private final Path directory;
  private final TestServer server = TestServer.get();
  private final Bouncer bouncer;
  private final Map<SweepPackage, Path> written = new ConcurrentHashMap<>();
  private final Map<String, Object> locks = new ConcurrentHashMap<>();
  private final AtomicInteger roots = new AtomicInteger();

  SweepRoom(Path directory) {
    this.directory = directory;
    try {
      bouncer = Bouncer.isInstalled() ? Bouncer.ofAll(server) : null;
      StringBuilder rows = new StringBuilder();
      for (int i = 1; i <= 3000; i++) {
        rows.append(i).append("\tpaper\ttitle ").append(i).append('\n');
      }
      Files.writeString(directory.resolve("dump.sql"), DUMP.formatted(rows));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean hasBouncer() {
    return bouncer != null;
  }

  TestServer server() {
    return server;
  }

  Path directory() {
    return directory;
  }

  /** Where compiled sources are kept. */
  Path cache() {
    return directory.resolve(".postcar").resolve("classes");
  }

  /** Where the database of a scenario is reached. */
  int port(Scenario scenario) {
    return scenario.pooled() ? bouncer.port() : server.port();
  }

  /** The sources of a package below a root of their own. */
  Path root(SweepPackage sources) {
    return written.computeIfAbsent(
        sources, one -> one.write(directory.resolve("src" + roots.incrementAndGet())));
  }

  /** A command line on a database that is reached by a port. */
  CommandLine commandLine(
      SweepPackage sources, TestDatabase database, int port, Map<String, String> more) {
    Map<String, String> environment = new HashMap<>();
    environment.put(
        "POSTCAR_URL",
        "postgresql://%s:%s@127.0.0.1:%d/%s"
            .formatted(server.user(), server.password(), port, database.name()));
    if (!sources.migrations().isEmpty()) {
      environment.put("POSTCAR_PACKAGES", sources.name());
      environment.put("POSTCAR_SOURCES", root(sources).toString());
    }
    environment.putAll(more);
    return new CommandLine(directory, environment);
  }

  /** Runs without any fault. */
  Said run(Scenario scenario, SweepPackage sources, TestDatabase database, List<String> args) {
    return commandLine(sources, database, port(scenario), Map.of()).run(args);
  }

  /**
   * Brings what all databases share into the state that a scenario finds, or that it begins from.
   */
  void clear(Scenario scenario, boolean prepared) {
    scenario.sources().before().forEach(server::execute);
    if (prepared && !scenario.prepared().isEmpty()) {
      scenario.sources().after().forEach(server::execute);
    }
  }

  /** Held while a scenario runs that touches what all databases share, by those of its package. */
  Object lock(Scenario scenario) {
    return scenario.isExclusive()
        ? locks.computeIfAbsent(scenario.sources().name(), name -> new Object())
        : new Object();
  }

  @Override
  public void close() {
    if (bouncer != null) {
      bouncer.close();
    }
  }
}

package dev.postcar.internal.scratch;

import dev.postcar.PostcarException;
import dev.postcar.internal.config.ConnectionSettings;
import dev.postcar.internal.os.FileTrust;
import dev.postcar.internal.os.PrivateFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;

/**
 * A private PostgreSQL: real binaries, data that stays, started for a command and stopped with it.
 *
 * <p>One postcar at a time uses a directory: the others wait at its lock. A server that a killed
 * postcar has left running is found and used.
 */
public final class EmbeddedServer implements AutoCloseable {

  static final String USER = "postgres";
  private static final Duration START = Duration.ofSeconds(60);

  private final Path directory;
  private final Path data;
  private final Unprivileged unprivileged;
  private final Cluster cluster;
  private final Path home;
  private final List<String> settings;
  private final FileChannel channel;
  private final Thread hook = new Thread(this::stop, "postcar-embedded-stop");
  private String password;
  private PostmasterPid running;

  /** Whether it runs on after this command, for others as well. */
  private boolean shared;

  private EmbeddedServer(Cluster cluster, FileChannel channel, Path home, List<String> settings) {
    this.cluster = cluster;
    this.directory = cluster.directory();
    this.home = home;
    this.data = cluster.data();
    this.channel = channel;
    this.settings = settings;
    this.unprivileged = cluster.unprivileged();
  }

  /**
   * Starts a server, or takes over the one that runs already.
   *
   * @param directory holds data, password, log and lock; made where it is missing
   * @param wait how long to wait for another postcar that uses it
   * @param settings of the server, such as {@code fsync=off}
   * @throws PostcarException.Lock if another postcar keeps it longer
   * @throws PostcarException.Connection if the server does not start
   */
  public static EmbeddedServer start(Path directory, Duration wait, String... settings) {
    return start(directory, wait, null, List.of(settings));
  }

  /** The same with the programs of that directory; null for those on the class path. */
  public static EmbeddedServer start(
      Path directory, Duration wait, Path home, List<String> settings) {
    Path own = directory.toAbsolutePath().normalize();
    return start(new Cluster(own, Unprivileged.find(), USER), wait, home, settings);
  }

  /** The same with those files. */
  static EmbeddedServer start(Cluster cluster, Duration wait, Path home, List<String> settings) {
    Path directory = cluster.directory();
    try {
      PrivateFiles.directory(directory);
      requireTrusted(directory);
      EmbeddedServer server =
          new EmbeddedServer(cluster, ServerLock.take(directory, wait), home, settings);
      try {
        server.start();
        return server;
      } catch (IOException | RuntimeException e) {
        server.close();
        throw e;
      }
    } catch (IOException e) {
      throw new PostcarException.Connection(
          "The embedded PostgreSQL in " + directory + " cannot be started: " + e + ".", e);
    }
  }

  private static void requireTrusted(Path directory) {
    String refusal =
        FileTrust.of(System.getenv())
            .refusal("The embedded PostgreSQL in " + directory, directory, "");
    if (refusal != null) {
      throw new PostcarException.Configuration(refusal);
    }
  }

  /** The server of a directory, if it runs; it is neither started nor stopped. */
  public static Optional<EmbeddedServer> running(Path directory) {
    Cluster cluster =
        new Cluster(directory.toAbsolutePath().normalize(), Unprivileged.find(), USER);
    if (!Files.exists(cluster.data())) {
      return Optional.empty();
    }
    requireTrusted(cluster.directory());
    EmbeddedServer server = new EmbeddedServer(cluster, null, null, List.of());
    server.shared = true;
    server.running = PostmasterPid.running(cluster.data(), cluster.unprivileged()).orElse(null);
    return Optional.of(server).filter(found -> found.running != null);
  }

  /** Stops the server of a directory, once no command works with it; false if none runs. */
  public static boolean stop(Path directory, Duration wait) {
    if (!Files.exists(directory)) {
      return false;
    }
    requireTrusted(directory.toAbsolutePath().normalize());
    try (FileChannel locked = ServerLock.take(directory, wait)) {
      Optional<EmbeddedServer> server = running(directory);
      server.ifPresent(EmbeddedServer::stop);
      return server.isPresent() && locked.isOpen();
    } catch (IOException e) {
      throw new PostcarException.Connection(
          "The embedded PostgreSQL in " + directory + " cannot be stopped: " + e + ".", e);
    }
  }

  /** Lets the server run on after this command; the next ones use it at the same time. */
  public void share() throws IOException {
    if (!shared) {
      Files.writeString(PrivateFiles.file(marker()), running.identity());
      release();
      shared = true;
    }
  }

  /** Returns whether commands leave the server running. */
  public boolean isShared() {
    try {
      return running.identity().equals(Unprivileged.read(marker()));
    } catch (IOException e) {
      return false;
    }
  }

  private Path marker() {
    return directory.resolve("shared");
  }

  private void start() throws IOException {
    Optional<PostmasterPid> left = PostmasterPid.running(data, unprivileged);
    if (left.isPresent()) {
      password = cluster.password();
      running = left.get();
      if (isShared()) {
        shared = true;
        channel.close();
        return;
      }
      Runtime.getRuntime().addShutdownHook(hook);
      return;
    }
    Path binaries =
        home != null
            ? home.resolve("bin")
            : PostgresBinaries.unpack(UserCache.find(unprivileged, directory.resolve("binaries")))
                .resolve("bin");
    if (home == null && unprivileged.owner() != null) {
      // The other user runs what is inside, and sees nothing else.
      PostgresBinaries.letAllRun(binaries.getParent());
      for (Path above : List.of(directory, binaries.getParent().getParent())) {
        Files.setPosixFilePermissions(above, PosixFilePermissions.fromString("rwx--x--x"));
      }
    }
    cluster.prepare(binaries, List.of());
    password = cluster.password();
    Runtime.getRuntime().addShutdownHook(hook);
    launch(binaries);
  }

  private void launch(Path binaries) throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
      // Its own session: the terminal's Ctrl-C is for postcar, which then stops the server.
      command.add("setsid");
    }
    command.addAll(
        List.of(
            binaries.resolve("postgres").toString(),
            "-D",
            data.toString(),
            "-p",
            String.valueOf(port),
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            "unix_socket_directories="));
    for (String setting : settings) {
      command.add("-c");
      command.add(setting);
    }
    Path log = cluster.log();
    Process process =
        unprivileged
            .program(command)
            .directory(directory.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(log.toFile())
            .start();
    long deadline = System.nanoTime() + START.toNanos();
    while (running == null) {
      running = PostmasterPid.running(data, unprivileged).orElse(null);
      boolean ended = !process.isAlive() && process.exitValue() != 0;
      if (running == null && (ended || System.nanoTime() >= deadline)) {
        throw new IOException(Cluster.lastLine(log));
      }
      LockSupport.parkNanos(5_000_000L);
    }
  }

  /**
   * Where it is, in the driver's terms.
   *
   * @return a URL without a secret
   */
  public String jdbcUrl() {
    return jdbcUrl("postgres");
  }

  /**
   * Where one of its databases is, in the driver's terms.
   *
   * @return a URL without a secret
   */
  public String jdbcUrl(String database) {
    return "jdbc:postgresql://127.0.0.1:" + running.port() + "/" + database;
  }

  /**
   * How to log in, in the driver's terms.
   *
   * @return new properties, the password among them
   */
  public Properties properties() {
    Properties properties = new Properties();
    properties.setProperty("user", cluster.superuser());
    properties.setProperty("password", password);
    properties.setProperty("sslmode", "disable");
    // Whatever else listens there learns nothing of the password, and is not taken for the server.
    properties.setProperty("requireAuth", "scram-sha-256");
    return properties;
  }

  /** How to connect, as if it had been configured. */
  public ConnectionSettings connection() {
    return new ConnectionSettings(
        false,
        List.of(new ConnectionSettings.Server("127.0.0.1", running.port())),
        "postgres",
        cluster.superuser(),
        password,
        "disable",
        Map.of("requireAuth", "scram-sha-256"));
  }

  /** The port on 127.0.0.1 that it listens on. */
  public int port() {
    return running.port();
  }

  /** The superuser. */
  public String user() {
    return cluster.superuser();
  }

  /** The process of the server. */
  public long pid() {
    return running.pid();
  }

  /** Stops the server and lets others use the directory. */
  @Override
  public void close() {
    if (shared) {
      return;
    }
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is ending: the hook runs by itself.
    }
    stop();
    try {
      channel.close();
    } catch (IOException e) {
      // The lock ends with the process at the latest.
    }
  }

  /** Lets others use the directory while the server runs on, as if this process had been killed. */
  void release() throws IOException {
    Runtime.getRuntime().removeShutdownHook(hook);
    channel.close();
  }

  /** Stops the server without a thought for its data, which are no longer wanted. */
  synchronized void abandon() {
    stop("-QUIT");
  }

  /** SIGINT is the fast shutdown: clients are disconnected, data are safe (section 18.5). */
  private synchronized void stop() {
    stop("-INT");
  }

  private void stop(String signal) {
    PostmasterPid server = running;
    running = null;
    if (server != null) {
      server.end(signal);
    }
  }
}

package shop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The application as its users start it: the executable jar in a process of its own. */
final class Application implements AutoCloseable {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Process process;
  private final Path log;
  private final int port;

  private Application(Process process, Path log, int port) {
    this.process = process;
    this.log = log;
    this.port = port;
  }

  static Application start(Database database, String... arguments) throws IOException {
    return start(List.of("-jar", System.getProperty("application")), database, arguments);
  }

  static Application start(List<String> what, Database database, String... arguments)
      throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(what);
    command.add("--server.port=" + port);
    command.add("--server.address=127.0.0.1");
    command.add("--spring.datasource.url=" + database.url());
    command.addAll(List.of(arguments));
    if (command.stream().noneMatch(one -> one.startsWith("--spring.datasource.username="))) {
      command.add("--spring.datasource.username=postgres");
      command.add("--spring.datasource.password=" + database.password());
    }
    Path log = Files.createTempFile("shop", ".log");
    log.toFile().deleteOnExit();
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    return new Application(process, log, port);
  }

  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return "";
    }
  }

  /** The status and the body of an answer; 0 where there is none. */
  String get(String path) {
    try {
      HttpResponse<String> answer =
          HTTP.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
              HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() + " " + answer.body();
    } catch (IOException e) {
      return "0";
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  Application up() {
    until(() -> get("/books").startsWith("200"));
    return this;
  }

  void until(BooleanSupplier seen) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    while (!seen.getAsBoolean()) {
      assertThat(System.nanoTime()).as("the time, with this log: %s", log()).isLessThan(end);
      assertThat(process.isAlive() || seen.getAsBoolean()).as(log()).isTrue();
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** SIGTERM. */
  void stop() {
    process.destroy();
  }

  int exitCode() throws InterruptedException {
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).as(log()).isTrue();
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}

package dev.postcar.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The image, run as a container is: its root read-only and its own, the user that its configuration
 * names, its entry point, nothing but its variables; and no HOME and no line in /etc/passwd.
 */
final class ImageIT {

  @TempDir static Path directory;
  private static Path root;
  private static JsonNode config;
  private static Program server;
  private static String url;
  private static int databases;

  private Path project;

  @BeforeAll
  static void unpack() throws Exception {
    Path layout = Files.createDirectories(directory.resolve("layout"));
    tar(layout, "xf", Packages.file(".tar").toString());
    JsonNode index = json(layout.resolve("index.json"));
    JsonNode manifest = json(blob(layout, index.get("manifests").get(0)));
    config = json(blob(layout, manifest.get("config"))).get("config");
    root = Files.createDirectories(directory.resolve("root"));
    for (JsonNode layer : manifest.get("layers")) {
      tar(root, "xzf", blob(layout, layer).toString(), "--warning=no-unknown-keyword");
    }
    assumeTrue(
        new Program(directory, "unshare", "--mount", "true").run().exitCode() == 0,
        "needs root's right to mount");
    Files.delete(root.resolve("etc/passwd"));

    Path home = Packages.unpackedArchive(Files.createDirectories(directory.resolve("archive")));
    Path place = Files.createDirectories(directory.resolve("server"));
    server =
        new Program(place, home.resolve("bin/postcar").toString())
            .with("HOME", directory.resolve("home").toString());
    server.out("embedded", "start");
    url = server.out("embedded", "url").strip();
    assertThat(url).contains("@");
    url =
        url.replace("@", ":" + Files.readString(place.resolve(".postcar/password")).strip() + "@");
    Packages.write(place.resolve("postcar.conf.groovy"), "connection { embedded = true }\n");
  }

  @AfterAll
  static void stopServer() throws Exception {
    if (server != null) {
      server.out("embedded", "stop");
    }
  }

  @BeforeEach
  void makeProject() throws IOException {
    project = directory.resolve("project" + ++databases);
    Packages.project(project, "url = System.getenv('SHOP_URL')");
    Packages.write(
        project.resolve("postcar.conf.groovy"),
        """
        connection { url = '%s' }
        packages = ['app']
        sources = ['src']
        namespace = 'postcar%d'
        """
            .formatted(url, databases));
  }

  @Test
  void saysWhatItIs() throws Exception {
    assertThat(config.get("User").asText()).isEqualTo("65532:65532");
    assertThat(config.get("Entrypoint")).hasToString("[\"/opt/postcar/bin/postcar\"]");
    assertThat(config.get("WorkingDir").asText()).isEqualTo("/app");
    assertThat(run("--version").out()).startsWith("postcar ");
    assertThat(root.resolve("opt/postcar/licenses/NOTICE")).exists();
    assertThat(root.resolve("opt/postcar/runtime/legal/java.base")).isNotEmptyDirectory();
  }

  @Test
  void waitsMigratesAndIsReadyForItsApplication() throws Exception {
    assertThat(run("wait", "--for", "1s").exitCode()).isEqualTo(6);
    Program.Ended migrated = run("migrate");
    assertThat(migrated.exitCode()).as(migrated.err()).isZero();
    assertThat(migrated.out()).startsWith("Applied 2 migrations in postgres");
    assertThat(run("wait", "--for", "30s").exitCode()).isZero();
    assertThat(run("status").out()).contains("2 applied, 0 pending.");
    assertThat(run("rollback", "--all", "--yes").exitCode()).isZero();
  }

  @Test
  void usesItsReadyArchive() throws Exception {
    assertThat(run(List.of("POSTCAR_JAVA_OPTS=-Xlog:class+load"), "status").out())
        .contains("dev.postcar.cli.Main source: shared objects file");
  }

  @Test
  void rollsBackOnTheSignalOfTheNode() throws Exception {
    Packages.write(
        project.resolve("src/app/M0003_Slow.sql"),
        "do $$ begin raise notice 'sleeping'; end $$;\nselect pg_sleep(60);\n");
    Program.Running running = start(List.of(), "migrate");
    running.waitFor("sleeping");
    Thread.sleep(300);
    long sent = System.nanoTime();
    running.process().destroy();
    Program.Ended ended = running.ended();
    assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - sent)).isLessThan(10);
    assertThat(ended.exitCode()).as(ended.err()).isEqualTo(143);
    assertThat(ended.err()).contains("Interrupted at app.M0003_Slow");
    Files.delete(project.resolve("src/app/M0003_Slow.sql"));
    assertThat(run("rollback", "--all", "--yes").exitCode()).isZero();
  }

  @Test
  void saysWhatItNeedsWhereNothingCanBeWritten() throws Exception {
    Program.Ended ended = run(List.of("SHARED_MEMORY=none"), "migrate");
    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err())
        .startsWith("postcar: No temporary file can be written: /tmp is not writable.\nNext: ");
    // Files need no compiler, and so no temporary file.
    Files.delete(project.resolve("src/app/M0001_Book.java"));
    Packages.write(project.resolve("src/app/M0001_Book.sql"), "create table tract (isbn text);\n");
    Packages.write(project.resolve("src/app/M0002_Isbn.sql"), "drop table tract;\n");
    Files.delete(project.resolve("src/app/Books.view.sql"));
    ended = run(List.of("SHARED_MEMORY=none"), "migrate");
    assertThat(ended.out()).as(ended.err()).startsWith("Applied 2 migrations");
  }

  private Program.Ended run(String... arguments) throws Exception {
    return run(List.of(), arguments);
  }

  private Program.Ended run(List<String> variables, String... arguments) throws Exception {
    return start(variables, arguments).ended();
  }

  /** As an OCI runtime does: /proc and /dev mounted, everything else read-only. */
  private Program.Running start(List<String> variables, String... arguments) throws IOException {
    String mounts =
        """
        mount --bind "$0" "$0" && mount --bind "$1" "$0/app" && mount -o remount,ro,bind "$0/app" &&
        mount -t proc proc "$0/proc" && mount --rbind /dev "$0/dev" && mount -o remount,ro,bind "$0"
        case "$*" in *SHARED_MEMORY=none*) mount -t tmpfs -o ro tmpfs "$0/dev/shm" ;; esac
        shift && exec env -i "$@"
        """;
    List<String> command = new ArrayList<>(List.of("-c", mounts, root.toString()));
    command.add(project.toString());
    config.get("Env").forEach(variable -> command.add(variable.asText()));
    command.addAll(variables);
    command.addAll(List.of("/usr/sbin/chroot", "--userspec=" + config.get("User").asText()));
    command.addAll(List.of("--groups=", root.toString(), "/bin/sh", "-c"));
    command.addAll(List.of("cd \"$0\" && exec \"$@\"", config.get("WorkingDir").asText()));
    config.get("Entrypoint").forEach(word -> command.add(word.asText()));
    command.addAll(List.of(arguments));
    return new Program(directory, "unshare", "--mount", "--propagation", "private", "/bin/sh")
        .with("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
        .start(command.toArray(String[]::new));
  }

  private static void tar(Path into, String... arguments) throws Exception {
    new Program(into, "tar").out(arguments);
  }

  private static JsonNode json(Path file) throws IOException {
    return new ObjectMapper().readTree(file.toFile());
  }

  private static Path blob(Path layout, JsonNode descriptor) {
    return layout.resolve("blobs/sha256").resolve(descriptor.get("digest").asText().substring(7));
  }
}

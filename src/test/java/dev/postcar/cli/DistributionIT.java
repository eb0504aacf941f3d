package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postcar.internal.os.DirectoryTree;
import dev.postcar.testing.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built distribution, run as a user runs it: a process, the sample, an embedded server. */
final class DistributionIT {

  @TempDir static Path sharedCache;
  @TempDir static Path sharedCluster;
  @TempDir Path directory;

  @BeforeEach
  void copySample() throws IOException {
    distribution = Path.of(System.getProperty("postcar.distribution"));
    cacheHome = sharedCache.toString();
    copy(Path.of("migrations-sample"), directory.resolve("migrations-sample"));
    copy(Path.of("config"), directory.resolve("config"));
  }

  @Test
  void theSampleGoesUpDownAndUpAgainOnAnEmbeddedServer() throws Exception {
    Ended first = run("migrate", "-c", "config/postcar.conf.groovy");
    assertThat(first.err()).contains("applied billing.migrations.M0004_CustomerBalance");
    assertThat(first.exitCode()).isZero();
    assertThat(first.out()).startsWith("Applied 21 migrations in postgres");
    assertThat(run("migrate").out()).isEqualTo("Nothing to do in postgres.\n");
    JsonNode status = new ObjectMapper().readTree(run("status", "--json").out());
    assertThat(status.get("pending").asInt()).isZero();
    assertThat(run("rollback").err()).contains("rolled back billing.migrations");
    assertThat(run("rollback", "--all", "--yes").exitCode()).isZero();
    assertThat(run("migrate").out()).startsWith("Applied 21 migrations");
    assertThat(serverIsRunning()).isFalse();
  }

  @Test
  void everyLinkOfItsReadmeLeadsSomewhere() throws IOException {
    Matcher link =
        Pattern.compile("\\]\\((?!https?:)([^)#]+)")
            .matcher(Files.readString(distribution.resolve("README.md")));
    int links = 0;
    while (link.find()) {
      links++;
      assertThat(distribution.resolve(link.group(1))).exists();
    }
    assertThat(links).isGreaterThan(10);
    assertThat(distribution.resolve("share/man/man1/postcar.1")).content().startsWith(".TH ");
    assertThat(distribution.resolve("bin/postcar.cmd")).content().contains("\r\n", "lib\\*");
  }

  @Test
  void theHelpThatIsLaidOutBeforehandIsThatOfTheModel() throws Exception {
    HelpLayout layout = new HelpLayout(80);
    try (ZipFile jar = new ZipFile(jarIn(distribution).toFile())) {
      for (String page : HelpText.names()) {
        ZipEntry entry = jar.getEntry("dev/postcar/cli/help/" + page + ".txt");
        assertThat(entry).as(page).isNotNull();
        String text = new String(jar.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
        assertThat(text).isEqualTo(HelpText.of(page));
        assertThat(text.contains("Examples:")).as(page).isEqualTo(Grammar.names().contains(page));
      }
    }
    for (String command : List.of("migrate", "help")) {
      Ended page = run(command, "--help");
      assertThat(page.out()).isEqualTo(layout.of(HelpText.of(command)));
      assertThat(page.exitCode()).isZero();
    }
    assertThat(run("-h").out()).isEqualTo(layout.of(HelpText.of(Grammar.PROGRAM)));
    assertThat(run().out()).isEqualTo(run("help").out()).isEqualTo(run("-h").out());
    assertThat(run("help", "options").out()).contains("--lock-timeout");
  }

  private static Path jarIn(Path distribution) throws IOException {
    return files(distribution.resolve("lib")).stream()
        .filter(file -> file.getFileName().toString().startsWith("postcar-"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void twoProcessesOnOneEmbeddedDirectoryTakeTurns() throws Exception {
    Process first = start("migrate");
    Process second = start("migrate");
    assertThat(ended(first).exitCode()).isZero();
    assertThat(ended(second).exitCode()).isZero();
    assertThat(serverIsRunning()).isFalse();
  }

  @Test
  void aServerLeftByAKilledProcessIsTakenOver() throws Exception {
    initialised();
    run("migrate");
    slowMigration();
    Process killed = start("migrate");
    waitUntilServerRuns();
    killed.destroyForcibly().waitFor();
    assertThat(serverIsRunning()).isTrue();
    Files.delete(directory.resolve("migrations-sample/shop/migrations/M0099_Slow.java"));
    assertThat(run("status").out()).contains("0 pending.");
    assertThat(serverIsRunning()).isFalse();
  }

  @Test
  void signalsEndAMigrationCleanlyAndStopTheServer() throws Exception {
    initialised();
    slowMigration();
    for (String signal : List.of("INT", "TERM")) {
      Process process = start("migrate");
      waitUntilServerRuns();
      waitForLine(process, "sleeping");
      signal(process, signal);
      Ended ended = ended(process);
      assertThat(ended.exitCode()).isEqualTo(signal.equals("INT") ? 130 : 143);
      assertThat(ended.err()).contains("Interrupted at shop.migrations.M0099_Slow");
      assertThat(serverIsRunning()).isFalse();
    }
    Files.delete(directory.resolve("migrations-sample/shop/migrations/M0099_Slow.java"));
    assertThat(run("migrate").exitCode()).isZero();
  }

  @Test
  void aSecondSignalEndsCodeThatDoesNotListenAtOnce() throws Exception {
    initialised();
    Files.writeString(
        directory.resolve("migrations-sample/shop/migrations/M0099_Deaf.java"),
        """
        package shop.migrations;
        public class M0099_Deaf extends dev.postcar.CodeMigration {
          public void forward(dev.postcar.Context context) {
            System.err.println("sleeping");
            while (true) {
              java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
            }
          }
        }
        """);
    Process process = start("migrate");
    waitForLine(process, "sleeping");
    signal(process, "TERM");
    assertThat(process.waitFor(1, TimeUnit.SECONDS)).as("the first one only asks").isFalse();
    long begun = System.nanoTime();
    signal(process, "TERM");
    assertThat(ended(process).exitCode()).isEqualTo(143);
    assertThat(System.nanoTime() - begun).isLessThan(TimeUnit.SECONDS.toNanos(5));
    Files.delete(directory.resolve("migrations-sample/shop/migrations/M0099_Deaf.java"));
    // The packages after it had not had their turn.
    assertThat(run("migrate").out()).startsWith("Applied 6 migrations in postgres");
    assertThat(serverIsRunning()).isFalse();
  }

  private static void signal(Process process, String name) throws Exception {
    new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor();
  }

  /** Without java.compiler and jdk.compiler, in which the compiler and its interfaces are. */
  @Test
  void migrationsOfFilesAloneNeedNoCompiler() throws Exception {
    initialised();
    javaOptions =
        "--limit-modules java.desktop,java.instrument,java.management,java.naming,"
            + "java.security.jgss,java.sql,jdk.crypto.ec,jdk.unsupported";
    write(
        "src/app/M0001_One.sql",
        "create table one (id int);\n-- postcar: rollback\ndrop table one;");
    write(
        "src/app/Ones.view.sql",
        "create view ones as select 1;\n-- postcar: down\ndrop view ones;");
    write("src/app/M0001_Two.sql", "-- postcar: requires M0001_One\ncreate table two ();");
    write(
        "postcar.conf.groovy",
        "connection { embedded = true }; packages = ['app']; sources = ['src']");
    Files.delete(directory.resolve("config/postcar.conf.groovy"));
    assertThat(run("renumber", "M0001_Two").out()).contains("app.M0002_Two");
    for (String command :
        List.of("migrate", "status", "check", "trace", "verify", "drift", "graph")) {
      Ended ended = run(command);
      assertThat(ended.exitCode()).as(command + ended.err()).isZero();
    }
    write("src/app/M0003_Three.java", "package app; public class M0003_Three {}");
    assertThat(run("status").err()).contains("this Java has no compiler");
  }

  private void write(String file, String text) throws IOException {
    Path path = directory.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  /** A cache of a test's own, in which the programs of the server are unpacked already. */
  private Path ownCache() throws Exception {
    initialised();
    Path own = directory.resolve("cache/postcar");
    Files.createDirectories(own);
    try (Stream<Path> list = Files.list(sharedCache.resolve("postcar"))) {
      for (Path programs :
          list.filter(one -> one.getFileName().toString().startsWith("postgres-")).toList()) {
        copyAll(programs, own);
      }
    }
    cacheHome = directory.resolve("cache").toString();
    return own;
  }

  /** Gives the test a data directory that an earlier test has had made. */
  private void initialised() throws Exception {
    Path own = Files.createDirectories(directory.resolve(".postcar"));
    synchronized (DistributionIT.class) {
      if (!Files.exists(sharedCluster.resolve("password"))) {
        assertThat(run("status", "--embedded").exitCode()).isZero();
        copyAll(own.resolve("postgres"), sharedCluster);
        copyAll(own.resolve("password"), sharedCluster);
        DirectoryTree.delete(own);
        Files.createDirectories(own);
      }
    }
    copyAll(sharedCluster.resolve("postgres"), own);
    copyAll(sharedCluster.resolve("password"), own);
  }

  /** With owners and permissions. */
  private static void copyAll(Path from, Path into) throws Exception {
    Process copy =
        new ProcessBuilder("cp", "-a", from.toString(), into.toString()).inheritIO().start();
    assertThat(copy.waitFor()).isZero();
  }

  @Test
  void theArchiveIsMadeAfterTheFirstRunAndNeverMeetsAnotherJar() throws Exception {
    Path home = directory.resolve("own");
    copy(Path.of(System.getProperty("postcar.distribution")), home);
    Files.setPosixFilePermissions(
        home.resolve("bin/postcar"), PosixFilePermissions.fromString("rwxr-xr-x"));
    distribution = home;
    Path cache = ownCache();
    assertThat(run("--version").exitCode()).isZero();
    assertThat(files(cache)).as("a short command makes none").isEmpty();
    assertThat(run("status", "--embedded").exitCode()).isZero();
    waitForArchives(cache, 1);
    Ended second = run("status", "--embedded");
    assertThat(second.exitCode()).isZero();
    assertThat(second.out()).contains("21 pending").doesNotContain("[warning]");
    Path jar = jarIn(home);
    Path copy = directory.resolve("copy.jar");
    Files.copy(jar, copy);
    Files.move(copy, jar, StandardCopyOption.REPLACE_EXISTING);
    assertThat(run("status", "--embedded").warnings()).isEmpty();
    waitForArchives(cache, 2);
  }

  @Test
  void aBrokenArchiveOrAReadOnlyHomeCostsTimeOnly() throws Exception {
    Path cache = ownCache();
    assertThat(run("status", "--embedded").exitCode()).isZero();
    waitForArchives(cache, 1);
    for (Path file : archives(cache)) {
      file.toFile().setWritable(true);
      Files.write(file, new byte[4096]);
    }
    Ended broken = run("status", "--embedded");
    assertThat(broken.exitCode()).isZero();
    assertThat(broken.out()).contains("21 pending");
    Files.write(directory.resolve("nowhere"), new byte[0]);
    cacheHome = directory.resolve("nowhere").toString();
    Ended nowhere = run("status", "--embedded");
    assertThat(nowhere.exitCode()).as(nowhere.err()).isZero();
    assertThat(nowhere.warnings()).isEmpty();
  }

  @Test
  void theSecondMigrateAddsToTheArchiveWhatItFindsReady() throws Exception {
    Path cache = ownCache();
    assertThat(run("migrate", "--embedded").exitCode()).isZero();
    waitForMaking(cache, 1);
    Path archive = archives(cache).get(0);
    long firstSize = Files.size(archive);
    assertThat(run("migrate", "--embedded").exitCode()).isZero();
    waitForMaking(cache, 0);
    assertThat(archives(cache)).containsExactly(archive);
    assertThat(Files.size(archive)).isGreaterThan(firstSize);
    javaOptions = "-Xlog:class+load:file=" + directory.resolve("loaded");
    assertThat(run("migrate", "--embedded").out()).isEqualTo("Nothing to do in postgres.\n");
    assertThat(text("loaded"))
        .contains("dev.postcar.internal.session.Prefetch source: shared objects file");
    assertThat(files(cache)).as("it is complete").noneMatch(DistributionIT::isNote);
  }

  private static boolean isNote(Path file) {
    String name = file.getFileName().toString();
    return name.startsWith("classes-") && !name.endsWith(".jsa");
  }

  /** Until nothing is being made, and so many runs' classes wait for those of another. */
  private static void waitForMaking(Path cache, int waiting) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
    while (isLocked(cache)
        || files(cache).stream().filter(DistributionIT::isNote).count() != waiting) {
      assertThat(System.nanoTime()).as("an archive in %s", cache).isLessThan(deadline);
      Thread.sleep(100);
    }
  }

  private static boolean isLocked(Path cache) throws IOException {
    try (Stream<Path> list = Files.list(cache)) {
      return list.map(file -> file.getFileName().toString())
          .anyMatch(name -> name.startsWith("classes-") && name.endsWith(".lock"));
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> list = Files.list(folder)) {
      return list.filter(file -> Files.isRegularFile(file)).toList();
    }
  }

  private static List<Path> archives(Path cache) throws IOException {
    return files(cache).stream().filter(file -> file.toString().endsWith(".jsa")).toList();
  }

  private static void waitForArchives(Path cache, int count) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
    while (archives(cache).size() < count) {
      assertThat(System.nanoTime()).as("an archive in %s", cache).isLessThan(deadline);
      Thread.sleep(100);
    }
  }

  @Test
  void twoFirstRunsAtTheSameMomentApplyEachMigrationOnce() throws Exception {
    for (int round = 0; round < 3; round++) {
      try (TestDatabase database = new TestDatabase()) {
        String[] command = {"migrate", "--embedded=false", "--url", database.url().substring(5)};
        Process first = start(command);
        Process second = start(command);
        assertThat(ended(first).exitCode()).isZero();
        assertThat(ended(second).exitCode()).isZero();
        assertThat(
                database.value(
                    "select count(*), count(distinct (package, name)) from _postcar.migration"
                        + " where state = 'applied'"))
            .isEqualTo("21|21");
      }
    }
  }

  /** One that sleeps long enough for a signal to arrive. */
  private void slowMigration() throws IOException {
    Files.writeString(
        directory.resolve("migrations-sample/shop/migrations/M0099_Slow.java"),
        """
        package shop.migrations;
        public class M0099_Slow extends dev.postcar.Migration {
          public String forward() {
            return "do $$ begin raise notice 'sleeping'; end $$; select pg_sleep(60)";
          }
        }
        """);
  }

  private record Ended(int exitCode, String out, String err) {

    String warnings() {
      return CommandLineFixture.withoutNotices(err);
    }
  }

  private Ended run(String... args) throws Exception {
    return ended(start(args));
  }

  private static boolean ignoresInterrupt() throws IOException {
    Path status = Path.of("/proc/self/status");
    return Files.exists(status)
        && Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
  }

  private Process start(String... args) throws IOException {
    List<String> command = new ArrayList<>();
    if (ignoresInterrupt()) {
      // A build in the background hands an ignored SIGINT down; a user's shell does not.
      command.addAll(List.of("env", "--default-signal=INT"));
    }
    command.add(distribution.resolve("bin/postcar").toString());
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    int number = counter++;
    builder.redirectOutput(directory.resolve("out" + number).toFile());
    builder.redirectError(directory.resolve("err" + number).toFile());
    builder.environment().remove("DATABASE_URL");
    builder.environment().put("XDG_CACHE_HOME", cacheHome);
    if (javaOptions != null) {
      builder.environment().put("POSTCAR_JAVA_OPTS", javaOptions);
    }
    Process process = builder.start();
    outputs.put(process, number);
    return process;
  }

  private Path distribution;
  private String cacheHome;
  private String javaOptions;
  private int counter;
  private final Map<Process, Integer> outputs = new HashMap<>();

  private Ended ended(Process process) throws Exception {
    assertThat(process.waitFor(90, TimeUnit.SECONDS)).as("ends in time").isTrue();
    int number = outputs.get(process);
    return new Ended(process.exitValue(), text("out" + number), text("err" + number));
  }

  private String text(String file) throws IOException {
    return Files.readString(directory.resolve(file), StandardCharsets.UTF_8);
  }

  private void waitForLine(Process process, String line) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!err(process).contains(line)) {
      assertThat(System.nanoTime()).as(err(process)).isLessThan(deadline);
      Thread.sleep(20);
    }
    // The statement itself begins just after what was said.
    Thread.sleep(300);
  }

  private String err(Process process) {
    try {
      return text("err" + outputs.get(process));
    } catch (IOException e) {
      return "";
    }
  }

  private void waitUntilServerRuns() throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!serverIsRunning()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.sleep(20);
    }
  }

  private boolean serverIsRunning() throws IOException {
    Path file = directory.resolve(".postcar/postgres/postmaster.pid");
    if (!Files.exists(file)) {
      return false;
    }
    List<String> lines = Files.readAllLines(file);
    return lines.size() >= 8
        && lines.get(7).startsWith("ready")
        && ProcessHandle.of(Long.parseLong(lines.get(0).strip())).isPresent();
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Path target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target);
        }
      }
    }
  }
}

package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.postcar.FlagFile;
import dev.postcar.cli.CommandLineFixture.Ran;
import dev.postcar.testing.ChildJvm;
import dev.postcar.testing.OtherUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What another user of this machine leaves in the way is not read, run or written through. */
final class OtherUsersTest {

  private final CommandLineFixture fixture = new CommandLineFixture().three();
  private final Path directory = fixture.directory();

  @AfterEach
  void close() {
    OtherUser.mode(directory, 700);
    fixture.close();
  }

  @Test
  void anotherUsersVariablesAreRefused() {
    fixture.write(".env", "POSTCAR_HOST=evil.example\n");
    OtherUser.owns(directory.resolve(".env"));
    refused(fixture.run("status"), ".env is not used: ", "belongs to user id 65534");
  }

  @Test
  void variablesThatEverybodyCanWriteAreRefused() {
    fixture.write(".env", "POSTCAR_SOURCES=/tmp/evil\n");
    OtherUser.mode(directory.resolve(".env"), 666);
    refused(fixture.run("status"), ".env is not used: ", "mode 0666");
  }

  @Test
  void aScriptInASharedDirectoryIsRefused() {
    OtherUser.mode(directory, 777);
    refused(fixture.run("status"), "postcar.conf.groovy is not used: ", "mode 0777");
    OtherUser.mode(directory, 1777);
    assertThat(fixture.run("status").exitCode()).as("sticky").isZero();
  }

  @Test
  void anotherUsersScriptIsRefusedWhereverItIsFound() {
    fixture.write("config/postcar.conf.groovy", fixture.conf(""));
    fixture.delete("postcar.conf.groovy");
    OtherUser.owns(directory.resolve("config"));
    refused(fixture.run("config"), "config/postcar.conf.groovy is not used: ", "65534");
  }

  @Test
  void aScriptThatIsNamedIsConsentedTo() {
    OtherUser.mode(directory, 777);
    assertThat(fixture.run("status", "-c", "postcar.conf.groovy").exitCode()).isZero();
  }

  @Test
  void theEnvironmentConsentsToADirectoryAndAFileDoesNot() {
    OtherUser.mode(directory, 777);
    fixture.write(".env", "POSTCAR_TRUST=" + directory + "\n");
    assertThat(fixture.run("status").exitCode()).isEqualTo(2);
    fixture.environment("POSTCAR_TRUST", directory.toString());
    assertThat(fixture.run("status").exitCode()).isZero();
  }

  private static void refused(Ran ran, String... parts) {
    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).contains(parts).contains("POSTCAR_TRUST=").hasLineCount(1);
  }

  @Test
  void compiledClassesThatOthersCouldHaveWrittenAreNotLoaded() throws IOException {
    assertThat(fixture.run("migrate").exitCode()).isZero();
    Path classes = directory.resolve(".postcar/classes");
    OtherUser.mode(classes, 777);
    for (Path jar : files(classes)) {
      Files.writeString(jar, "broken");
    }
    List<Path> before = files(classes);
    assertThat(fixture.run("status", "-c", "postcar.conf.groovy").out()).contains("0 pending");
    assertThat(files(classes)).as("nothing is read, repaired or added").isEqualTo(before);
    OtherUser.mode(classes, 700);
    OtherUser.owns(directory.resolve(".postcar"));
    fixture.sql("M0004_Four", "select 4;", null);
    assertThat(fixture.run("status", "-c", "postcar.conf.groovy").out()).contains("1 pending");
    assertThat(files(classes)).isEqualTo(before);
  }

  @Test
  void whatIsKeptIsForTheUserAlone() throws IOException {
    fixture
        .write("postcar.conf.groovy", fixture.conf("").replaceAll("password = .*", ""))
        .environment("PGPASSWORD", fixture.database().server().password())
        .environment("XDG_CACHE_HOME", directory.resolve("cache").toString());
    assertThat(fixture.run("migrate").exitCode()).isZero();
    assertPrivate(directory.resolve(".postcar"));
    assertThat(directory.resolve("cache")).as("nothing is kept elsewhere").doesNotExist();
  }

  private static void assertPrivate(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      assertThat(all.toList())
          .hasSizeGreaterThan(1)
          .allSatisfy(
              path ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                      .as(path.toString())
                      .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------"));
    }
  }

  @Test
  void whateverTheUmaskIs() throws Exception {
    runWithUmask0("migrate");
    assertPrivate(directory.resolve(".postcar"));
  }

  @Test
  void sourcesAreNeverForOthersToWriteEither() throws Exception {
    runWithUmask0("new", "Add x", "--package", "other.place");
    runWithUmask0("check", "--write");
    runWithUmask0("trace", "--write-stats", "sizes.json");
    try (Stream<Path> all = Files.walk(directory)) {
      List<Path> written =
          all.filter(
                  path -> path.toString().matches(".*/(other|migrations\\.lock|sizes\\.json)\\b.*"))
              .toList();
      assertThat(written)
          .hasSizeGreaterThanOrEqualTo(5)
          .allSatisfy(
              path ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                      .as(path.toString())
                      .isEqualTo(Files.isDirectory(path) ? "rwxr-xr-x" : "rw-r--r--"));
    }
  }

  private void runWithUmask0(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("sh", "-c", "umask 0; exec \"$@\"", "sh"));
    command.addAll(ChildJvm.command(Main.class.getName()));
    command.addAll(List.of(arguments));
    assumeThat(directory).exists();
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("said").toFile())
            .start();
    assertThat(process.waitFor()).as(Files.readString(directory.resolve("said"))).isZero();
  }

  @Test
  void aFlagOfAnotherUserIsNotBelieved() throws IOException {
    Path flags = Files.createDirectory(directory.resolve("flags"));
    FlagFile flag = new FlagFile(flags, "1", false);
    OtherUser.owns(Files.writeString(flag.path(), "complete"));
    assertThat(flag.isPresent()).isFalse();
    String[] migrate = {"migrate", "--flag-directory", "flags", "--flag-version", "1"};
    assertThat(fixture.run(migrate).out()).startsWith("Applied 3 migrations");
    assertThat(flag.isPresent()).isTrue();
  }

  @Test
  void aFlagIsNotWrittenThroughALink() throws IOException {
    Path flags = Files.createDirectory(directory.resolve("flags"));
    Path victim = Files.writeString(directory.resolve("victim"), "precious");
    FlagFile flag = new FlagFile(flags, "1", false);
    Files.createSymbolicLink(flag.path(), victim);
    Files.createSymbolicLink(
        flags.resolve("." + flag.path().getFileName() + "." + ProcessHandle.current().pid()),
        victim);
    assertThat(flag.isPresent()).isFalse();
    String[] migrate = {"migrate", "--flag-directory", "flags", "--flag-version", "1"};
    assertThat(fixture.run(migrate).exitCode()).isZero();
    assertThat(victim).hasContent("precious");
    assertThat(Files.isRegularFile(flag.path(), LinkOption.NOFOLLOW_LINKS)).isTrue();
  }

  @Test
  void anEmbeddedServerOfAnotherUserIsNotUsed() throws IOException {
    OtherUser.owns(Files.createDirectory(directory.resolve(".postcar")));
    Ran ran = fixture.run("status", "--embedded", "-c", "postcar.conf.groovy");
    refused(ran, "The embedded PostgreSQL in", "belongs to user id 65534");
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> list = Files.list(directory)) {
      return list.sorted().toList();
    }
  }
}

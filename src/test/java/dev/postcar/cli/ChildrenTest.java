package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.cli.CommandLineFixture.Ran;
import dev.postcar.internal.os.ChildProcess;
import dev.postcar.testing.ChildJvm;
import dev.postcar.testing.OtherUser;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What postcar starts sees no secret, and what a branch brings along is not started. */
final class ChildrenTest {

  private final CommandLineFixture fixture = new CommandLineFixture().three();
  private final Path directory = fixture.directory();

  @AfterEach
  void close() throws Exception {
    run("chown", "-R", "0", directory.toString());
    fixture.close();
  }

  @Test
  void anOwnChildSeesWhatItNeeds() {
    ProcessBuilder own = ChildProcess.own(List.of("true"), name -> name.equals("POSTCAR_TEST"));
    assertThat(own.environment()).containsKey("PATH");
    assertThat(own.environment().keySet())
        .noneMatch(name -> name.matches(".*(PASS|SECRET|TOKEN|KEY|DATABASE_URL).*"));
  }

  @Test
  void aChildOfAProcessWithSecretsDoesNotHaveThem() throws Exception {
    ProcessBuilder builder = new ProcessBuilder(ChildJvm.command(Printing.class.getName()));
    for (String name :
        List.of("PGPASSWORD", "POSTCAR_PASSWORD", "POSTCAR_URL", "DATABASE_URL", "AWS_SECRET")) {
      builder.environment().put(name, "canary-" + name);
    }
    Process process = builder.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(said.lines().filter(line -> line.startsWith("own ")))
        .isNotEmpty()
        .noneMatch(line -> line.contains("canary"));
    assertThat(said)
        .contains("named PGPASSWORD=canary-PGPASSWORD")
        .doesNotContain("named POSTCAR_PASSWORD", "named POSTCAR_URL");
  }

  /** Prints the environments that its children get. */
  static final class Printing {
    public static void main(String[] args) throws Exception {
      print("own", ChildProcess.own(List.of("env")));
      print("named", ChildProcess.named(List.of("env")));
    }

    private static void print(String kind, ProcessBuilder builder) throws Exception {
      Process process = builder.start();
      new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .forEach(line -> System.out.println(kind + " " + line));
    }
  }

  @Test
  void attributesOutsideTheSourcesChangeWhatGitTakesForEqual() throws Exception {
    fixture.sql("M0003_Three", "select 'größe';", null);
    commit();
    run("git", "checkout", "-q", "-b", "work");
    Files.writeString(
        directory.resolve(".gitattributes"), "*.java working-tree-encoding=ISO-8859-1\n");
    run("git", "add", ".gitattributes");
    run("git", "-c", "user.email=a@b", "-c", "user.name=a", "commit", "-q", "-m", "b");
    fixture.sql("M0003_Three", "select 'grosse';", null);
    // As after a checkout under other attributes: git sees no reason to look at the file.
    run("git", "update-index", "--assume-unchanged", "src/app/M0003_Three.java");
    assertThat(fixture.run("check", "--against", "main").out())
        .contains("M0003_Three", "its SQL differs");
  }

  @Test
  void whatGitSaysOfAForeignCheckoutIsPassedOn() throws Exception {
    commit();
    fixture.environment("POSTCAR_TRUST", directory.toString());
    OtherUser.owns(directory.resolve(".git"));
    OtherUser.owns(directory);
    OtherUser.mode(directory, 755);
    Ran ran = fixture.run("check", "--against", "main");
    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err()).contains("dubious ownership").contains("safe.directory");
  }

  @Test
  void aBareRepositoryInTheSourcesIsNotAsked() throws Exception {
    commit();
    run("git", "clone", "-q", "--bare", ".", "src/bare");
    for (String file : List.of("HEAD", "config", "objects", "refs", "packed-refs")) {
      if (Files.exists(directory.resolve("src/bare/" + file))) {
        Files.move(directory.resolve("src/bare/" + file), directory.resolve("src/" + file));
      }
    }
    run("git", "config", "-f", "src/config", "core.worktree", "../elsewhere");
    assertThat(fixture.run("check", "--against", "main").err()).contains("safe.bareRepository");
  }

  @Test
  void aMonitorOfFilesIsNotStarted() throws Exception {
    commit();
    Path proof = directory.resolve("proof");
    Path monitor = directory.resolve("monitor");
    Files.writeString(monitor, "#!/bin/sh\ntouch " + proof + "\n");
    OtherUser.mode(monitor, 755);
    run("git", "config", "core.fsmonitor", monitor.toString());
    fixture.sql("M0003_Three", "create table changed (id int);", null);
    assertThat(fixture.run("check", "--against", "main").exitCode()).isIn(0, 6);
    assertThat(proof).doesNotExist();
    run("git", "diff", "--name-only");
    assertThat(proof).as("it works by itself").exists();
  }

  private void commit() throws Exception {
    run("git", "init", "-q", "-b", "main", ".");
    run("git", "-c", "user.email=a@b", "-c", "user.name=a", "add", "src");
    run("git", "-c", "user.email=a@b", "-c", "user.name=a", "commit", "-q", "-m", "a");
  }

  private void run(String... command) throws Exception {
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s: %s", String.join(" ", command), said).isZero();
  }
}

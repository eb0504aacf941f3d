package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.cli.CommandLineFixture.Ran;
import dev.postcar.testing.OtherUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A conf script is found from below, up to the root of the repository, and so are its files. */
final class FoundUpwardsTest {

  private final CommandLineFixture postcar = new CommandLineFixture().three();
  private final Path root = postcar.directory();

  @BeforeEach
  void makeDirectories() throws IOException {
    Files.createDirectories(root.resolve(".git"));
    Files.createDirectories(root.resolve("a/b"));
  }

  @AfterEach
  void close() {
    postcar.close();
  }

  private Ran in(String folder, String... args) {
    return postcar.runIn(folder, args);
  }

  @Test
  void pathsInTheScriptBeginAtTheProject() {
    Ran ran = in("a/b", "migrate");
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(ran.out()).startsWith("Applied 3 migrations");
    assertThat(root.resolve(".postcar/classes")).isDirectory();
    assertThat(root.resolve("a/b/.postcar")).doesNotExist();
    assertThat(in("a/b", "config").out())
        .containsPattern("conf +../../postcar.conf.groovy +default")
        .containsPattern("sources +" + root + "/src +../../postcar.conf.groovy:2");
    assertThat(in("a/b", "new", "next").out()).endsWith("src/app/M0004_Next.java\n");
  }

  @Test
  void aScriptInConfigBelongsToTheDirectoryAboveIt() throws IOException {
    Files.createDirectories(root.resolve("config"));
    Files.move(root.resolve("postcar.conf.groovy"), root.resolve("config/postcar.conf.groovy"));
    assertThat(in("a/b", "migrate").out()).startsWith("Applied 3 migrations");
  }

  @Test
  void theNearestOneCounts() {
    postcar.write("a/postcar.conf.groovy", "packages = ['other']");
    assertThat(in("a/b", "config").out()).containsPattern("packages +other +../postcar.conf");
    postcar.write("a/.git", "gitdir: elsewhere");
    postcar.write("a/b/.git", "gitdir: elsewhere");
    assertThat(in("a/b", "config").out()).doesNotContain("other");
  }

  @Test
  void aDotEnvIsReadThereToo() {
    postcar.write(".env", "POSTCAR_TEMPLATES=templates\nPGSSLCERT=me.crt\nPOSTCAR_RETRIES=7\n");
    postcar.write("a/b/.env", "POSTCAR_RETRIES=8\n");
    assertThat(in("a/b", "config").out())
        .containsPattern("templates +" + root + "/templates +.env POSTCAR_TEMPLATES")
        .containsPattern("sslcert +" + root + "/me.crt +.env PGSSLCERT")
        .containsPattern("retries +7 +.env POSTCAR_RETRIES");
  }

  @Test
  void flagsAndVariablesBeginAtTheWorkingDirectory() {
    postcar.environment("POSTCAR_TEMPLATES", "templates");
    assertThat(in("a/b", "config", "--sources", "here").out())
        .containsPattern("sources +here +flag --sources")
        .containsPattern("templates +templates +environment");
    postcar.write("a/b/mine.groovy", "sources = ['here']");
    assertThat(in("a/b", "config", "-c", "mine.groovy").out())
        .containsPattern("sources +here +mine.groovy:1");
    postcar.environment("POSTCAR_CONF", "mine.groovy");
    assertThat(in("a/b", "config").out()).containsPattern("sources +here +mine.groovy:1");
  }

  @Test
  void theSearchEndsAtTheRepository() throws IOException {
    Files.createDirectories(root.resolve("a/.git"));
    Ran ran = in("a/b", "status");
    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err())
        .startsWith("postcar: There is no postcar.conf.groovy in " + root.resolve("a/b") + ".")
        .contains(root.resolve("postcar.conf.groovy") + " is not used");
  }

  @Test
  void withoutARepositoryOnlyTheWorkingDirectoryIsSearched() throws IOException {
    Files.delete(root.resolve(".git"));
    assertThat(in("a/b", "status").err())
        .contains("is not used: no repository (.git) contains both");
    assertThat(in("", "status").exitCode()).isZero();
  }

  @Test
  void whereNoneIsFoundThatIsSaidFirst() throws IOException {
    Files.delete(root.resolve("postcar.conf.groovy"));
    String first =
        "postcar: There is no postcar.conf.groovy in " + root.resolve("a/b") + " or above.\n";
    assertThat(in("a/b", "status").err()).startsWith(first + "No database is configured.\nNext:");
    assertThat(in("a/b", "new", "one").err()).startsWith(first + "No package is configured");
    assertThat(in("a/b", "new", "one", "--package", "app").err())
        .startsWith(first + "No sources directory is configured");
    assertThat(in("a/b", "check").err()).startsWith(first + "No package is configured");
    assertThat(in("a/b", "status", "--json").out()).contains("There is no postcar.conf.groovy in");
    assertThat(in("a/b", "status", "--url", "nonsense").err()).doesNotContain("no postcar.conf");
  }

  @Test
  void whatOthersCouldHaveWrittenIsRefused() throws Exception {
    OtherUser.owns(root.resolve("postcar.conf.groovy"));
    Ran ran = in("a/b", "status");
    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err())
        .contains("../../postcar.conf.groovy is not used", "POSTCAR_TRUST=" + root);
  }

  @Test
  void theEmbeddedServerAndTheLockFileAreTheProjects() {
    assertThat(in("a/b", "embedded", "status").out()).contains(root + "/.postcar.");
    assertThat(in("a/b", "check", "--write").exitCode()).isZero();
    assertThat(root.resolve("migrations.lock")).exists();
  }
}

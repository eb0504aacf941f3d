package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.testing.OtherUser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher gives the JVM no archive of classes that another user could have forged. */
final class LauncherTest {

  @TempDir Path root;
  private Path cache;
  private Path archive;
  private Path home;

  @BeforeEach
  void layOut() throws Exception {
    Files.createDirectories(root.resolve("home/bin"));
    Files.createDirectories(root.resolve("home/lib"));
    Files.createDirectories(root.resolve("java/bin"));
    Files.copy(Path.of("postcar"), root.resolve("home/bin/postcar"));
    for (String jar : new String[] {"postcar-1.jar", "picocli-1.jar", "postgresql-1.jar"}) {
      Files.createFile(root.resolve("home/lib").resolve(jar));
    }
    Path java = Files.writeString(root.resolve("java/bin/java"), "#!/bin/sh\necho \"$@\"\n");
    OtherUser.mode(java, 755);
    home = root.resolve("cache");
    cache = home.resolve("postcar");
    String noted = run().replaceFirst("(?s).*-XX:DumpLoadedClassList=(\\S+)\\.noted.*", "$1");
    archive = Files.writeString(Path.of(noted + ".jsa"), "x");
    OtherUser.mode(archive, 600);
    assertThat(run()).contains("-XX:SharedArchiveFile=" + archive);
  }

  private String run() throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
                "sh", "-c", "umask 0; exec \"$@\"", "sh", root + "/home/bin/postcar", "migrate")
            .redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", root.resolve("java").toString());
    builder.environment().put("XDG_CACHE_HOME", home.toString());
    Process process = builder.start();
    process.waitFor();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void thatOthersCanWrite() throws Exception {
    OtherUser.mode(archive, 666);
    assertThat(run()).doesNotContain("SharedArchiveFile");
  }

  @Test
  void thatStandsWhereOthersCanWrite() throws Exception {
    OtherUser.mode(cache, 777);
    assertThat(run()).doesNotContain("SharedArchiveFile").doesNotContain("DumpLoadedClassList");
    OtherUser.mode(cache, 700);
    OtherUser.mode(cache.getParent(), 777);
    assertThat(run()).doesNotContain("SharedArchiveFile");
    OtherUser.mode(cache.getParent(), 1777);
    assertThat(run()).as("sticky").contains("SharedArchiveFile");
  }

  @Test
  void thatAGroupCanWrite() throws Exception {
    OtherUser.mode(archive, 660);
    assertThat(run()).doesNotContain("SharedArchiveFile");
    OtherUser.mode(archive, 600);
    OtherUser.mode(cache, 770);
    assertThat(run()).doesNotContain("SharedArchiveFile").doesNotContain("DumpLoadedClassList");
  }

  @Test
  void thatIsReachedThroughALinkOfAnothers() throws Exception {
    Path shared = OtherUser.mode(Files.createDirectory(root.resolve("shared")), 1777);
    home = Files.createSymbolicLink(root.resolve("own"), shared.resolve("link"));
    Path link = Files.createSymbolicLink(shared.resolve("link"), Path.of("../cache"));
    assertThat(run()).as("of the user's own").contains("SharedArchiveFile");
    OtherUser.owns(link);
    assertThat(run()).doesNotContain("SharedArchiveFile").doesNotContain("DumpLoadedClassList");
  }

  @Test
  void thatIsAnothers() throws Exception {
    OtherUser.owns(archive);
    assertThat(run()).doesNotContain("SharedArchiveFile");
    OtherUser.owns(cache);
    assertThat(run()).doesNotContain("SharedArchiveFile").doesNotContain("DumpLoadedClassList");
  }

  @Test
  void andMakesItForTheUserAlone() throws IOException {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cache)))
        .isEqualTo("rwx------");
    try (Stream<Path> all = Files.list(cache)) {
      for (Path path : all.toList()) {
        try {
          assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
              .as(path.toString())
              .endsWith("------");
        } catch (NoSuchFileException e) {
          // What makes the archive runs in the background, and removes its notes.
        }
      }
    }
  }
}

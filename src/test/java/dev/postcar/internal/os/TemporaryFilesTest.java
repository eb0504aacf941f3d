package dev.postcar.internal.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postcar.PostcarException;
import dev.postcar.testing.OtherUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TemporaryFilesTest {

  @TempDir Path directory;

  @Test
  void areInSharedMemoryWhereTheDirectoryOfTheSystemIsMissing() {
    Path missing = directory.resolve("missing");
    assertThat(TemporaryFiles.parent(directory, missing)).isEqualTo(directory);
    assertThat(TemporaryFiles.parent(missing, directory)).isEqualTo(directory);
  }

  @Test
  void areNotWhereOthersCouldReplaceThem() throws IOException {
    Path shared = OtherUser.mode(Files.createDirectory(directory.resolve("shared")), 777);
    Path sticky = OtherUser.mode(Files.createDirectory(directory.resolve("sticky")), 1777);
    Path link = Files.createSymbolicLink(directory.resolve("link"), sticky);
    Path below = Files.createDirectory(shared.resolve("below"));
    assertThat(TemporaryFiles.parent(shared, sticky)).isEqualTo(sticky);
    assertThat(TemporaryFiles.parent(below, sticky)).isEqualTo(sticky);
    assertThat(TemporaryFiles.parent(link, shared)).isEqualTo(link);
    assertThatThrownBy(() -> TemporaryFiles.parent(below, shared))
        .isInstanceOf(PostcarException.Configuration.class)
        .hasMessageStartingWith(
            "No temporary file can be written: %s is writable by others (mode 0777)", shared)
        .hasMessageContaining("-Djava.io.tmpdir");
    Path others = OtherUser.owns(Files.createDirectory(directory.resolve("others")));
    assertThat(TemporaryFiles.parent(others, sticky)).isEqualTo(sticky);
  }

  @Test
  void areRefusedWithAWayOutWhereNothingCanBeWritten() {
    Path missing = directory.resolve("missing");
    assertThatThrownBy(() -> TemporaryFiles.parent(missing, missing))
        .isInstanceOf(PostcarException.Configuration.class)
        .hasMessage(
            "No temporary file can be written: %s does not exist.\nNext: name a directory in which"
                + " nobody else can replace files with -Djava.io.tmpdir=DIR (on the command line: in"
                + " POSTCAR_JAVA_OPTS), or mount one at %s.",
            missing, missing);
  }

  @Test
  void areForTheUserAlone() throws IOException {
    Path made = TemporaryFiles.directory("postcar-test-");
    Path file = TemporaryFiles.file("postcar-test-", ".txt");
    try {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
          .isEqualTo("rwx------");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    } finally {
      Files.delete(made);
      Files.delete(file);
    }
  }
}

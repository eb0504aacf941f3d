package dev.postcar.internal.scratch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postcar.internal.os.DirectoryTree;
import dev.postcar.testing.ChildJvm;
import dev.postcar.testing.OtherUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Root gives files to nobody and takes them back, and touches none of its own by that. */
final class UnprivilegedTest {

  private static final Unprivileged NOBODY = new Unprivileged(List.of(), "65534");

  @TempDir Path directory;
  private Path secret;
  private Path tree;
  private Path file;

  @BeforeEach
  void make() throws IOException {
    secret = OtherUser.mode(Files.writeString(directory.resolve("secret"), "root's"), 600);
    OtherUser.owns(Files.writeString(directory.resolve("probe"), "only root can run these"));
    tree = OtherUser.mode(Files.createDirectory(directory.resolve("tree")), 700);
    Files.createDirectory(tree.resolve("base"));
    file = Files.writeString(tree.resolve("base/1"), "data");
  }

  @Test
  void aTreeIsGivenAndTakenBack() throws IOException {
    NOBODY.give(tree);
    assertThat(owners(tree)).containsOnly(65534);
    OtherUser.mode(tree, 777);
    OtherUser.mode(file, 4777);
    NOBODY.take(tree);
    assertThat(owners(tree)).containsOnly(0);
    assertThat(Files.getAttribute(file, "unix:mode")).isEqualTo(0100600);
    assertThat(Files.getAttribute(tree, "unix:mode")).isEqualTo(0040700);
  }

  @Test
  void theProgramsThatAreTriedSeeNoSecret() throws Exception {
    Path seen = Files.createFile(directory.resolve("seen"));
    Path programs = Files.createDirectory(directory.resolve("bin"));
    for (String name : List.of("setpriv", "unshare")) {
      OtherUser.mode(
          Files.writeString(programs.resolve(name), "#!/bin/sh\nenv >> " + seen + "\nexit 0\n"),
          755);
    }
    ProcessBuilder java = new ProcessBuilder(ChildJvm.command(Trying.class.getName()));
    java.environment().put("PATH", programs + ":" + System.getenv("PATH"));
    java.environment().put("PGPASSWORD", "canary");
    assertThat(java.inheritIO().start().waitFor()).isZero();
    assertThat(seen).content().contains("PATH=").doesNotContain("canary");
  }

  /** Finds out how programs are started. */
  static final class Trying {
    public static void main(String[] args) {
      Unprivileged.find();
      Unprivileged.another().runs(Path.of("/bin/true"));
    }
  }

  @Test
  void noFileOfRootsIsGivenByAnotherName() throws IOException {
    Path link = Files.createSymbolicLink(tree.resolve("base/link"), secret);
    assertThatThrownBy(() -> NOBODY.give(tree))
        .hasMessageContaining("base/link is a symbolic or hard link");
    Files.delete(link);
    Files.createLink(link, secret);
    assertThatThrownBy(() -> NOBODY.give(tree))
        .hasMessageContaining("base/link is a symbolic or hard link");
    assertThat(owners(tree)).as("the directory is the last").contains(0);
    rootKeepsItsSecret();
  }

  @Test
  void nothingIsTouchedInWhatWasGivenBefore() throws IOException {
    NOBODY.give(tree);
    OtherUser.owns(Files.createSymbolicLink(tree.resolve("link"), secret));
    Files.createLink(tree.resolve("second"), secret);
    NOBODY.give(tree);
    rootKeepsItsSecret();
  }

  @Test
  void whatNobodysProgramsCannotHaveMadeIsNotTakenBack() throws IOException {
    NOBODY.give(tree);
    Path link = OtherUser.owns(Files.createSymbolicLink(tree.resolve("base/link"), secret));
    assertThatThrownBy(() -> NOBODY.take(tree))
        .hasMessageContaining("base/link is a symbolic or hard link");
    Files.delete(link);
    NOBODY.give(tree);
    Files.createLink(link, secret);
    assertThatThrownBy(() -> NOBODY.take(tree))
        .hasMessageContaining("base/link is a symbolic or hard link");
    Files.delete(link);
    assertThatThrownBy(() -> NOBODY.take(tree)).hasMessageContaining("put there by another user");
  }

  @Test
  void aDeletedTreeWhoseDirectoriesBecomeLinksTakesNothingElseAlong() throws Exception {
    Path victim = Files.createDirectory(directory.resolve("victim"));
    Path swapped = tree.resolve("swapped");
    Thread swapper =
        new Thread(
            () -> {
              for (int i = 0; !Thread.currentThread().isInterrupted(); i++) {
                try {
                  Path aside = directory.resolve("aside" + i);
                  Files.move(swapped, aside);
                  Files.createSymbolicLink(swapped, victim);
                } catch (IOException e) {
                  // Not yet there again.
                }
              }
            });
    swapper.start();
    try {
      for (int round = 0; round < 200; round++) {
        for (int i = 0; i < 20; i++) {
          Files.writeString(victim.resolve("file" + i), "precious");
        }
        Files.createDirectories(tree);
        try {
          Files.createDirectory(swapped);
          for (int i = 0; i < 20; i++) {
            Files.writeString(swapped.resolve("file" + i), "x");
          }
        } catch (IOException e) {
          // The link is there already.
        }
        DirectoryTree.delete(tree);
        assertThat(victim.toFile().list()).hasSize(20);
      }
    } finally {
      swapper.interrupt();
      swapper.join();
    }
  }

  private void rootKeepsItsSecret() throws IOException {
    assertThat(Files.getAttribute(secret, "unix:uid")).isEqualTo(0);
    assertThat(secret).hasContent("root's");
  }

  private static List<Object> owners(Path tree) throws IOException {
    try (Stream<Path> all = Files.walk(tree)) {
      List<Object> owners = new ArrayList<>();
      for (Path path : all.toList()) {
        owners.add(Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS));
      }
      return owners;
    }
  }
}

package dev.postcar.internal.config.groovy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeCacheTest {

  private static final String SCRIPT =
      "role = \"r-${System.getenv('PATH')}\"\nenvironments { dev { retries = 1 } }\n";

  @TempDir Path root;

  private Path directory;
  private TreeCache cache;
  private ConfTree tree;

  @BeforeEach
  void setUp() {
    directory = root.resolve("cache/conf");
    cache = new TreeCache(directory);
    tree = new BothWays(SCRIPT).tree();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }

  private Path stored() throws IOException {
    cache.store(SCRIPT, tree);
    assertThat(cache.find(SCRIPT)).isEqualTo(tree);
    return files().get(0);
  }

  @Test
  void whatIsStoredIsFoundByTheSameTextOnly() throws IOException {
    assertThat(cache.find(SCRIPT)).isNull();
    stored();
    cache.store(SCRIPT, tree);
    assertThat(files()).hasSize(1);
    assertThat(cache.find(SCRIPT + "\n")).isNull();
  }

  @Test
  void onlyTheUserCanReadIt() throws IOException {
    Path file = stored();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
        .isEqualTo("rwx------");
  }

  @Test
  void noValueFromOutsideIsKept() throws IOException {
    String content = new String(Files.readAllBytes(stored()), StandardCharsets.ISO_8859_1);
    assertThat(content).contains("PATH").doesNotContain(System.getenv("PATH"));
  }

  @Test
  void whatIsNotAsItWasStoredIsIgnoredAndReplaced() throws IOException {
    Path file = stored();
    byte[] content = Files.readAllBytes(file);
    for (int i = 0; i < content.length; i++) {
      byte[] tampered = content.clone();
      tampered[i] ^= 1;
      Files.write(file, tampered);
      assertThat(cache.find(SCRIPT)).isNull();
      Files.write(file, Arrays.copyOf(content, i));
      assertThat(cache.find(SCRIPT)).isNull();
    }
    stored();
    Files.write(file, new byte[2 << 20]);
    assertThat(cache.find(SCRIPT)).isNull();
    stored();
  }

  @Test
  void anotherScriptsFileIsIgnored() throws IOException {
    Path file = stored();
    String other = "role = 'other'";
    cache.store(other, new BothWays(other).tree());
    Path others = files().stream().filter(each -> !each.equals(file)).findFirst().orElseThrow();
    Files.write(file, Files.readAllBytes(others));
    assertThat(cache.find(SCRIPT)).isNull();
  }

  @Test
  void whatOthersMayHaveWrittenIsIgnored() throws IOException {
    Path file = stored();
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
    assertThat(cache.find(SCRIPT)).isNull();
  }

  @Test
  void aDirectoryThatCannotBeIsNoError() throws IOException {
    Files.createDirectories(directory.getParent());
    Files.writeString(directory, "a file");
    cache.store(SCRIPT, tree);
    assertThat(cache.find(SCRIPT)).isNull();
    new TreeCache(null).store(SCRIPT, tree);
    assertThat(new TreeCache(null).find(SCRIPT)).isNull();
    Path taken = root.resolve("other");
    new TreeCache(taken).store(SCRIPT, tree);
    try (Stream<Path> files = Files.list(taken)) {
      Path file = files.toList().get(0);
      Files.delete(file);
      Files.createDirectory(file);
      Files.createDirectory(file.resolve("full"));
    }
    new TreeCache(taken).store(SCRIPT, tree);
    assertThat(new TreeCache(taken).find(SCRIPT)).isNull();
    assertThat(taken.toFile().list()).hasSize(1);
  }

  @Test
  void whatIsOldIsDiscarded() throws IOException {
    Path file = stored();
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(100L * 24 * 3600)));
    String other = "role = 'other'";
    cache.store(other, new BothWays(other).tree());
    assertThat(files()).hasSize(1).doesNotContain(file);
  }

  @Test
  void whatIsNoTreeIsReadAsNoneOrAsAnother() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new TreeWriter(new DataOutputStream(bytes)).write(tree);
    int others = 0;
    for (int i = 0; i < bytes.size(); i++) {
      for (int value = 0; value < 256; value++) {
        byte[] content = bytes.toByteArray();
        content[i] = (byte) value;
        others += isTree(content) ? 1 : 0;
      }
    }
    assertThat(others).isPositive();
    assertThat(isTree(new byte[0])).isFalse();
  }

  private static boolean isTree(byte[] content) {
    try {
      new TreeParser(new DataInputStream(new ByteArrayInputStream(content))).read();
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}

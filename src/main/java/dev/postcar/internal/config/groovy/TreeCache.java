package dev.postcar.internal.config.groovy;

import dev.postcar.Version;
import dev.postcar.internal.os.FileTrust;
import dev.postcar.internal.os.PrivateFiles;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;

/**
 * Keeps the trees of simple conf scripts in files that only the user can read, each named after
 * what it was made from. Nothing that goes wrong here is an error: it only costs time.
 */
public final class TreeCache {

  private static final Duration KEPT = Duration.ofDays(60);
  private static final int DIGEST = 32;
  private static final int LONGEST = 1 << 20;

  private final Path directory;

  /**
   * A cache; it need not be there.
   *
   * @param directory null to keep nothing
   */
  public TreeCache(Path directory) {
    this.directory = directory;
  }

  /** The tree of a script's text; null if it is not there as it was stored. */
  ConfTree find(String script) {
    if (directory == null) {
      return null;
    }
    byte[] key = key(script);
    Path file = file(key);
    try {
      if (!isOurs(file)) {
        return null;
      }
      byte[] content = Files.readAllBytes(file);
      if (content.length < DIGEST
          || !Arrays.equals(digest(key, content, DIGEST), Arrays.copyOf(content, DIGEST))) {
        return null;
      }
      return new TreeParser(
              new DataInputStream(
                  new ByteArrayInputStream(content, DIGEST, content.length - DIGEST)))
          .read();
    } catch (IOException | UnsupportedOperationException | SecurityException e) {
      return null;
    }
  }

  /** Stores a tree, if that is possible. */
  void store(String script, ConfTree tree) {
    if (directory == null) {
      return;
    }
    try {
      byte[] key = key(script);
      byte[] content = content(key, tree);
      PrivateFiles.directory(directory);
      if (!FileTrust.allows(directory)) {
        return;
      }
      discardOld();
      // Readable by its owner alone, as Java makes temporary files.
      Path temporary = Files.createTempFile(directory, "new", null);
      try {
        Files.write(temporary, content);
        Files.move(temporary, file(key), StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException
        | UncheckedIOException
        | UnsupportedOperationException
        | SecurityException e) {
      // The next run asks Groovy again.
    }
  }

  private static byte[] content(byte[] key, ConfTree tree) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(new byte[DIGEST]);
    new TreeWriter(new DataOutputStream(bytes)).write(tree);
    byte[] content = bytes.toByteArray();
    if (content.length > LONGEST) {
      throw new IOException("too long");
    }
    System.arraycopy(digest(key, content, DIGEST), 0, content, 0, DIGEST);
    return content;
  }

  /** What others may have written decides over no database. */
  private static boolean isOurs(Path file) throws IOException {
    return Files.isRegularFile(file) && Files.size(file) <= LONGEST && FileTrust.allows(file);
  }

  /** A script that is edited leaves a file behind each time. */
  private void discardOld() throws IOException {
    Instant oldest = Instant.now().minus(KEPT);
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        if (Files.isRegularFile(file)
            && Files.getLastModifiedTime(file).toInstant().isBefore(oldest)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private Path file(byte[] key) {
    return directory.resolve(HexFormat.of().formatHex(key));
  }

  private static byte[] key(String script) {
    String made = TreeWriter.FORMAT + "\n" + Version.text() + "\n" + Version.groovy() + "\n";
    byte[] text = script.getBytes(StandardCharsets.UTF_8);
    return digest(made.getBytes(StandardCharsets.UTF_8), text, 0);
  }

  private static byte[] digest(byte[] first, byte[] second, int offset) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(first);
      digest.update(second, offset, second.length - offset);
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has it", e);
    }
  }
}

package dev.postcar.internal.source;

import dev.postcar.MigrationId;
import dev.postcar.internal.os.PrivateFiles;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/**
 * What loading the migrations found out about them, without their SQL: enough to tell whether
 * anything is to be done. One file, named by the content of all that was loaded from and by its own
 * digest, so that neither an edit nor damage brings back what is no longer true.
 */
final class Outline {

  private static final String SUFFIX = ".outline";

  /** Moved by each change of what {@link #bytes} writes. */
  private static final int FORMAT = 3;

  private static final int MANY = 1_000_000;

  private final Path directory;
  private final String key;

  private Outline(Path directory, String key) {
    this.directory = directory;
    this.key = key;
  }

  /** Returns whether there are any where that of a request would be. */
  static boolean areKept(SourceRequest request) {
    String[] names = request.cache() == null ? null : request.cache().toFile().list();
    if (names != null) {
      for (String name : names) {
        if (name.endsWith(SUFFIX)) {
          return true;
        }
      }
    }
    return false;
  }

  /** The one of a request; null where none is kept. */
  static Outline of(SourceRequest request) {
    if (request.cache() == null) {
      return null;
    }
    try {
      for (Path entry : request.classpath()) {
        if (namesOthers(entry)) {
          return null;
        }
      }
      SourceFiles files = SourceFiles.of(request);
      String content =
          Digest.of(files, CompileClassPath.of(request)) + " " + Digest.of(files.sql().keySet());
      return new Outline(
          request.cache(),
          Digest.of(content + " " + FORMAT + " " + request.packages() + " " + request.sqlFiles()));
    } catch (IOException e) {
      return null;
    }
  }

  /** A jar whose manifest brings others onto the class path, which the digest would not see. */
  private static boolean namesOthers(Path entry) throws IOException {
    if (Files.isDirectory(entry)) {
      return false;
    }
    try (JarFile jar = new JarFile(entry.toFile())) {
      Manifest manifest = jar.getManifest();
      return manifest != null
          && manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH) != null;
    }
  }

  /** All of them in order, without SQL and instance; null where none is kept or it is broken. */
  Sources read() {
    try {
      byte[] content = Files.readAllBytes(file());
      String digest = Digest.of(content, Digest.BYTES, content.length);
      try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(content))) {
        byte[] written = in.readNBytes(Digest.BYTES);
        return digest.equals(Digest.text(written)) ? new Sources(migrations(in), views(in)) : null;
      }
    } catch (IOException e) {
      return null;
    }
  }

  /**
   * Keeps them, unless what they were loaded from has changed meanwhile, or it cannot be written.
   */
  void write(Sources sources, SourceRequest request) {
    Outline now = of(request);
    if (now == null || !now.key.equals(key)) {
      return;
    }
    try {
      PrivateFiles.directory(directory);
      Path unfinished = Files.createTempFile(directory, "new-", ".tmp");
      try {
        Files.write(unfinished, bytes(sources));
        Files.move(unfinished, file(), StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(unfinished);
      }
    } catch (IOException e) {
      // Then everything is loaded the next time too.
    }
  }

  private Path file() {
    return directory.resolve(key + SUFFIX);
  }

  private static byte[] bytes(Sources sources) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(sources.migrations().size());
      for (AvailableMigration one : sources.migrations()) {
        out.writeUTF(one.id().toString());
        out.writeUTF(one.checksum() == null ? "" : one.checksum());
        out.writeByte(
            (one.code() ? 1 : 0) | (one.reversible() ? 2 : 0) | (one.transactional() ? 4 : 0));
        write(out, one.requires());
        out.writeInt(one.replaces().size());
        for (Replaced replaced : one.replaces()) {
          out.writeUTF(replaced.id().toString());
          out.writeUTF(replaced.by().toString());
        }
        write(out, one.rebuilds());
        out.writeLong(millis(one.lockTimeout()));
        out.writeLong(millis(one.statementTimeout()));
      }
      out.writeInt(sources.views().size());
      for (AvailableView one : sources.views()) {
        out.writeUTF(one.id().toString());
        out.writeUTF(one.checksum());
        out.writeUTF(one.downChecksum());
        write(out, one.uses());
        out.writeUTF(one.since() == null ? "" : one.since().toString());
        out.writeUTF(one.until() == null ? "" : one.until().toString());
      }
    }
    byte[] content = bytes.toByteArray();
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.writeBytes(Digest.bytes(content));
    whole.writeBytes(content);
    return whole.toByteArray();
  }

  private static List<AvailableMigration> migrations(DataInputStream in) throws IOException {
    int count = in.readInt();
    List<AvailableMigration> migrations = new ArrayList<>(Math.min(Math.max(count, 0), MANY));
    for (int i = 0; i < count; i++) {
      MigrationId id = MigrationId.of(in.readUTF());
      String checksum = in.readUTF();
      int flags = in.readByte();
      List<MigrationId> requires = ids(in);
      List<Replaced> replaces = replaces(in);
      List<MigrationId> rebuilds = ids(in);
      migrations.add(
          new AvailableMigration(
              id,
              null,
              null,
              null,
              checksum.isEmpty() ? null : checksum,
              (flags & 1) != 0,
              (flags & 2) != 0,
              (flags & 4) != 0,
              requires,
              replaces,
              duration(in.readLong()),
              duration(in.readLong()),
              rebuilds));
    }
    return List.copyOf(migrations);
  }

  private static List<Replaced> replaces(DataInputStream in) throws IOException {
    List<Replaced> replaces = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      replaces.add(new Replaced(MigrationId.of(in.readUTF()), MigrationId.of(in.readUTF())));
    }
    return List.copyOf(replaces);
  }

  private static List<AvailableView> views(DataInputStream in) throws IOException {
    int count = in.readInt();
    List<AvailableView> views = new ArrayList<>(Math.min(Math.max(count, 0), MANY));
    for (int i = 0; i < count; i++) {
      views.add(
          new AvailableView(
              MigrationId.of(in.readUTF()),
              null,
              null,
              in.readUTF(),
              in.readUTF(),
              ids(in),
              idOrNull(in.readUTF()),
              idOrNull(in.readUTF()),
              null));
    }
    return List.copyOf(views);
  }

  private static void write(DataOutputStream out, List<MigrationId> ids) throws IOException {
    out.writeInt(ids.size());
    for (MigrationId id : ids) {
      out.writeUTF(id.toString());
    }
  }

  private static List<MigrationId> ids(DataInputStream in) throws IOException {
    int count = in.readInt();
    List<MigrationId> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.add(MigrationId.of(in.readUTF()));
    }
    return List.copyOf(ids);
  }

  private static MigrationId idOrNull(String text) {
    return text.isEmpty() ? null : MigrationId.of(text);
  }

  private static long millis(Duration duration) {
    return duration == null ? -1 : duration.toMillis();
  }

  private static Duration duration(long millis) {
    return millis < 0 ? null : Duration.ofMillis(millis);
  }
}

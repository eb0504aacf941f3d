package dev.postcar.internal.source;

import dev.postcar.MigrationId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/**
 * What loading the migrations found out about them, without their SQL: enough to tell whether
 * anything is to be done. It is kept by the content of all that was loaded from.
 */
final class Outline {

  /** Moved by each change of what {@link #bytes} writes. */
  private static final int FORMAT = 6;

  private final ContentCache cache;
  private final String key;

  private Outline(ContentCache cache, String key) {
    this.cache = cache;
    this.key = key;
  }

  private static ContentCache cache(SourceRequest request) {
    return new ContentCache(request.cache(), ".outline");
  }

  /** Returns whether there are any where that of a request would be. */
  static boolean areKept(SourceRequest request) {
    return !cache(request).isEmpty();
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
          cache(request),
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
    Path file = cache.find(key);
    if (file == null) {
      return null;
    }
    try (DataInputStream in =
        new DataInputStream(new ByteArrayInputStream(Files.readAllBytes(file)))) {
      return new Sources(
          list(in, Outline::migration), list(in, Outline::view), Set.copyOf(list(in, Outline::id)));
    } catch (IOException e) {
      return null;
    }
  }

  /**
   * Keeps them, unless what they were loaded from has changed meanwhile, or it cannot be written.
   */
  void write(Sources sources, SourceRequest request) {
    Outline now = of(request);
    if (now != null && now.key.equals(key)) {
      cache.keep(key, file -> Files.write(file, bytes(sources)));
    }
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
        out.writeInt(one.allows().size());
        for (AllowedHazard allowed : one.allows()) {
          out.writeUTF(allowed.id());
          out.writeUTF(allowed.because());
        }
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
      write(out, sources.files());
    }
    return bytes.toByteArray();
  }

  private static AvailableMigration migration(DataInputStream in) throws IOException {
    MigrationId id = id(in);
    String checksum = in.readUTF();
    int flags = in.readByte();
    List<MigrationId> requires = list(in, Outline::id);
    List<Replaced> replaces = list(in, part -> new Replaced(id(part), id(part)));
    List<MigrationId> rebuilds = list(in, Outline::id);
    return new AvailableMigration(
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
        rebuilds,
        list(in, part -> new AllowedHazard(part.readUTF(), part.readUTF())));
  }

  private static AvailableView view(DataInputStream in) throws IOException {
    return new AvailableView(
        id(in),
        null,
        null,
        in.readUTF(),
        in.readUTF(),
        list(in, Outline::id),
        idOrNull(in.readUTF()),
        idOrNull(in.readUTF()),
        null);
  }

  private interface Part<T> {
    T read(DataInputStream in) throws IOException;
  }

  private static <T> List<T> list(DataInputStream in, Part<T> part) throws IOException {
    List<T> parts = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      parts.add(part.read(in));
    }
    return List.copyOf(parts);
  }

  private static void write(DataOutputStream out, Collection<MigrationId> ids) throws IOException {
    out.writeInt(ids.size());
    for (MigrationId id : ids) {
      out.writeUTF(id.toString());
    }
  }

  private static MigrationId id(DataInputStream in) throws IOException {
    return MigrationId.of(in.readUTF());
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

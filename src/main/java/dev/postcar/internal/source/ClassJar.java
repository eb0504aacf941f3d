package dev.postcar.internal.source;

import dev.postcar.internal.os.TemporaryFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Compiled classes in one file: a thousand single ones take twice as long to load. */
final class ClassJar {

  private ClassJar() {}

  /** Packs a directory. */
  static void write(Path classes, Path jar) throws IOException {
    try (OutputStream out = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(out);
        Stream<Path> walk = Files.walk(classes)) {
      zip.setLevel(1);
      for (Path file : walk.filter(Files::isRegularFile).sorted().toList()) {
        ZipEntry entry = new ZipEntry(classes.relativize(file).toString().replace('\\', '/'));
        entry.setTime(0);
        zip.putNextEntry(entry);
        Files.copy(file, zip);
        zip.closeEntry();
      }
    }
  }

  /** Packs compiled classes for this process alone. */
  static Path temporary(Path classes) throws IOException {
    Path jar = TemporaryFiles.file("postcar-", ".jar");
    jar.toFile().deleteOnExit();
    write(classes, jar);
    return jar;
  }
}

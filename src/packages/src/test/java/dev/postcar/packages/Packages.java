package dev.postcar.packages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The packages that this build has made. */
final class Packages {

  private static final Path FOLDER = Path.of(System.getProperty("packages.folder"));

  private Packages() {}

  /** The only file with this end. */
  static Path file(String end) throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      List<Path> found = files.filter(file -> file.toString().endsWith(end)).toList();
      assertThat(found).hasSize(1);
      return found.get(0);
    }
  }

  static Path unpackedArchive(Path directory) throws Exception {
    new Program(directory, "tar", "xzf", file(".tar.gz").toString()).out();
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().contains("postcar-")).findFirst().orElseThrow();
    }
  }

  static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  /** A project of one migration as code, one as a file, and a managed view. */
  static void project(Path directory, String connection) throws IOException {
    write(
        directory.resolve("postcar.conf.groovy"),
        "connection { " + connection + " }\npackages = ['app']\nsources = ['src']\n");
    write(
        directory.resolve("src/app/M0001_Book.java"),
        """
        package app;

        public class M0001_Book extends dev.postcar.Migration {
          @Override
          public String forward() {
            return "create table book (title text not null)";
          }

          @Override
          public String rollback() {
            return "drop table book";
          }
        }
        """);
    write(
        directory.resolve("src/app/M0002_Isbn.sql"),
        "alter table book add isbn text;\n-- postcar: rollback\nalter table book drop isbn;\n");
    write(
        directory.resolve("src/app/Books.view.sql"),
        "create view books as select title from book;\n-- postcar: down\ndrop view books;\n");
  }
}

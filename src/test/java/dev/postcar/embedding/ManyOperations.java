package dev.postcar.embedding;

import dev.postcar.Postcar;
import dev.postcar.Target;
import dev.postcar.testing.MigrationFolder;
import dev.postcar.testing.RequiredJars;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postgresql.ds.PGSimpleDataSource;

/** A JVM of its own, with few descriptors, that migrates and rolls back many times. */
final class ManyOperations {

  private ManyOperations() {}

  /** Runs in the child: the database, the place of the migrations, how many operations. */
  public static void main(String[] args) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(args[0]);
    Path place = Path.of(args[1]);
    boolean sources = Files.isDirectory(place.resolve("src"));
    for (int i = 0; i < Integer.parseInt(args[2]) / 2; i++) {
      try (Postcar postcar = Postcar.on(source).packages("app")) {
        if (sources) {
          postcar.sources(place.resolve("src")).cache(place.resolve("cache"));
        } else {
          postcar.classpath(place);
        }
        postcar.migrate();
        postcar.rollback(Target.all());
      }
    }
    System.out.println("done");
  }

  static String run(String url, Path place, int operations, int descriptors) throws Exception {
    Path out = Files.createTempFile("postcar-many", ".out");
    Process process =
        new ProcessBuilder(
                List.of(
                    "bash",
                    "-c",
                    "ulimit -n " + descriptors + "; exec \"$@\"",
                    "bash",
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    // Without a collection nothing closes what was forgotten.
                    "-Xmn300m",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    // There is no SLF4J provider among the required jars.
                    "-Dslf4j.internal.verbosity=ERROR",
                    "-cp",
                    // Every jar that is looked into stays open.
                    RequiredJars.classPath().stream()
                        .map(Path::toString)
                        .collect(Collectors.joining(File.pathSeparator)),
                    ManyOperations.class.getName(),
                    url,
                    place.toString(),
                    String.valueOf(operations)))
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    if (!process.waitFor(30, TimeUnit.MINUTES)) {
      process.destroyForcibly();
    }
    try {
      return Files.readString(out);
    } finally {
      Files.delete(out);
    }
  }

  /** A migration whose helper is loaded when it runs. */
  static MigrationFolder folder(Path root) {
    return new MigrationFolder(root)
        .source(
            "M0001_Late",
            """
            public class M0001_Late extends CodeMigration {
              public void forward(Context context) throws SQLException {
                Helper.run(context, "create table late ()");
              }
              public void rollback(Context context) throws SQLException {
                Helper.run(context, "drop table late");
              }
            }
            """)
        .source(
            "Helper",
            """
            class Helper {
              static void run(Context context, String sql) throws SQLException {
                try (Statement statement = context.connection().createStatement()) {
                  statement.execute(sql);
                }
              }
            }
            """);
  }

  static long openDescriptors() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    }
  }
}

package dev.postcar.junit;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Runs sample classes in a JVM of its own: prints each failure, and how many tests succeeded. */
public final class Child {

  private Child() {}

  /** Reads what a migration of the folder that comes first on the class path has made. */
  @PostcarTest(packages = "dev.postcar.junit.changing")
  static class Changing {
    @Test
    void columns(Connection connection) throws Exception {
      System.out.println(
          Samples.text(
              connection,
              "select string_agg(attname, ',') from pg_attribute where attrelid = 'thing'::regclass"
                  + " and attnum > 0"));
    }
  }

  /** Never ends by itself. */
  @PostcarTest(packages = Samples.SHOP)
  static class Waiting {
    @Test
    void waits(Connection connection) throws Exception {
      System.out.println("waiting in " + connection.getCatalog());
      Thread.sleep(600_000);
    }
  }

  public static void main(String[] names) throws Exception {
    for (String name : names) {
      Run run = Run.of(Class.forName(Child.class.getPackageName() + "." + name));
      run.failures().forEach(failure -> System.out.println(failure.getMessage()));
      System.out.println(run.succeeded() + " succeeded");
    }
  }

  static Process start(String url, Path first, String... names) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dpostcar.test.url=" + url,
                "-cp",
                (first == null ? "" : first + File.pathSeparator)
                    + System.getProperty("java.class.path"),
                Child.class.getName()));
    command.addAll(List.of(names));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /** All that it prints, once it has ended. */
  static String run(String url, Path first, String... names) throws Exception {
    Process process = start(url, first, names);
    String output =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    if (!process.waitFor(1, TimeUnit.MINUTES)) {
      process.destroyForcibly();
    }
    return output.strip();
  }
}

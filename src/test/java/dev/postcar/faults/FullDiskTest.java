package dev.postcar.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.testing.MigrationFolder;
import dev.postcar.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server runs out of room (SQLSTATE class 53) in the middle of a migration. */
final class FullDiskTest {

  @TempDir Path directory;

  @Test
  void aFileSystemThatIsFullFailsTheMigrationAsAWhole() throws Exception {
    Path small = Files.createDirectory(directory.resolve("small"));
    assumeThat(run("mount", "-t", "tmpfs", "-o", "size=4m,mode=0777", "tmpfs", small.toString()))
        .as("may a file system be mounted here?")
        .isTrue();
    try (TestDatabase database = new TestDatabase()) {
      Path space = Files.createDirectory(small.resolve("space"));
      Files.setPosixFilePermissions(space, PosixFilePermissions.fromString("rwxrwxrwx"));
      String tablespace = "small_" + database.name();
      assumeThat(created(database, tablespace, space))
          .as("is the server on this machine?")
          .isTrue();
      try (Postcar postcar =
          new MigrationFolder(directory.resolve("sources"))
              .sql("M0001_A", "create table a ()", null)
              .sql(
                  "M0002_Big",
                  "create table before_it ();\ncreate table big (t text) tablespace "
                      + tablespace
                      + ";\ninsert into big select repeat('x', 1000) from generate_series(1, 20000)",
                  null)
              .on(database.dataSource())) {
        PostcarException failed = catchThrowableOfType(PostcarException.class, postcar::migrate);
        assertThat(failed.exitCode()).isEqualTo(1);
        assertThat(failed.getMessage())
            .contains("app.M0002_Big failed: could not extend file")
            .contains("No space left on device (SQLSTATE 53100)")
            .contains("statement 3, line 3")
            .contains("M0002_Big was rolled back completely");
        assertThat(database.hasRelation("before_it")).isFalse();
        assertThat(database.value("select count(*) from _postcar.event where sqlstate = '53100'"))
            .isEqualTo("1");
        assertThat(postcar.status().pending()).isEqualTo(1);
      } finally {
        database.execute("drop tablespace " + tablespace);
      }
    } finally {
      run("umount", small.toString());
    }
  }

  @Test
  void aLimitOfTheServerIsToldAsItSaysIt() {
    try (TestDatabase database = new TestDatabase();
        Postcar postcar =
            new MigrationFolder(directory)
                .sql(
                    "M0001_Sorts",
                    "set temp_file_limit = '1MB'; set work_mem = '64kB';\n"
                        + "create table sorted as select md5(i::text) as m"
                        + " from generate_series(1, 200000) i order by 1",
                    null)
                .on(database.dataSource())) {
      PostcarException failed = catchThrowableOfType(PostcarException.class, postcar::migrate);
      assertThat(failed.getMessage()).contains("temp_file_limit").contains("53400");
      assertThat(database.hasRelation("sorted")).isFalse();
    }
  }

  /** The server may run as this user or as nobody, and must own the directory. */
  private boolean created(TestDatabase database, String tablespace, Path space) throws IOException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    return tried(database, tablespace, space)
        || (run("chown", "65534", space.toString()) && tried(database, tablespace, space));
  }

  private static boolean tried(TestDatabase database, String tablespace, Path space) {
    try {
      database.execute("create tablespace " + tablespace + " location '" + space + "'");
      return true;
    } catch (IllegalStateException e) {
      return false;
    }
  }

  private static boolean run(String... command) throws IOException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}

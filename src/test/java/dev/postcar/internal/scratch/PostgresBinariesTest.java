package dev.postcar.internal.scratch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postcar.PostcarException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PostgresBinariesTest {

  @TempDir Path home;

  @Test
  void theMajorVersionIsThatOfTheProgram() throws IOException {
    postgres("echo 'postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)'");
    assertThat(PostgresBinaries.major(home)).isEqualTo(15);
  }

  /** As the loader does where a library is missing. */
  @Test
  void aProgramThatDoesNotRunIsNamedWithItsReason() throws IOException {
    postgres("echo 'postgres: error while loading shared libraries: librt.so.1' >&2; exit 127");
    assertThatThrownBy(() -> PostgresBinaries.major(home))
        .isInstanceOf(PostcarException.Configuration.class)
        .hasMessageStartingWith(
            "The PostgreSQL in %s does not run on this system: postgres: error while loading shared"
                + " libraries: librt.so.1.\nNext: ",
            home);
  }

  private void postgres(String script) throws IOException {
    Path program = Files.createDirectories(home.resolve("bin")).resolve("postgres");
    Files.writeString(program, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}

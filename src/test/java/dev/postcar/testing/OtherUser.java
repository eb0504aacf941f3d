package dev.postcar.testing;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Another user of this system, as far as root can play one. */
public final class OtherUser {

  private static final int ID = 65534;

  private OtherUser() {}

  /** Gives a file, a directory or a link to that user; skips the test where that is impossible. */
  public static Path owns(Path file) {
    try {
      assumeThat((Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid"))
          .as("only root can give files away")
          .isZero();
      Files.setAttribute(file, "unix:uid", ID, LinkOption.NOFOLLOW_LINKS);
      Files.setAttribute(file, "unix:gid", ID, LinkOption.NOFOLLOW_LINKS);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sets the mode, such as 1777. */
  public static Path mode(Path file, int mode) {
    try {
      Files.setAttribute(file, "unix:mode", Integer.parseInt(String.valueOf(mode), 8));
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

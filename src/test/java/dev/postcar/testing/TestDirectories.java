package dev.postcar.testing;

import dev.postcar.internal.os.TemporaryFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Keeps temporary files in memory where there is room, those of postcar as well: a run makes and
 * deletes hundreds of thousands, for which ext4 searches longer and longer.
 */
public final class TestDirectories implements LauncherSessionListener, TempDirFactory {

  private static final Path MEMORY = Path.of("/dev/shm");
  private static final long ROOM = 4L << 30;

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    if (hasRoom()) {
      System.setProperty("java.io.tmpdir", MEMORY.toString());
    }
  }

  private static boolean hasRoom() {
    try {
      return Files.isWritable(MEMORY) && Files.getFileStore(MEMORY).getUsableSpace() > ROOM;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext test)
      throws IOException {
    return TemporaryFiles.directory("junit-");
  }
}

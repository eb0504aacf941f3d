package dev.postcar.internal.scratch;

import dev.postcar.PostcarException;
import dev.postcar.internal.os.PrivateFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** The lock of an embedded server's directory: one postcar at a time uses it. */
final class ServerLock {

  private ServerLock() {}

  /**
   * Takes it.
   *
   * @param wait how long to wait for another postcar
   * @return held until it is closed
   * @throws PostcarException.Lock if another postcar keeps it longer
   */
  static FileChannel take(Path directory, Duration wait) throws IOException {
    FileChannel channel =
        PrivateFiles.open(
            directory.resolve("lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    long deadline = System.nanoTime() + wait.toNanos();
    while (!isTaken(channel)) {
      if (System.nanoTime() >= deadline) {
        channel.close();
        throw new PostcarException.Lock(
            ("Another postcar uses the embedded PostgreSQL in %s and did not end within %s"
                    + " s.\nNext: wait for it, or raise --lock-wait. After \"postcar embedded start\""
                    + " commands share the server.")
                .formatted(directory, wait.toSeconds()),
            null);
      }
      LockSupport.parkNanos(50_000_000L);
    }
    return channel;
  }

  /** Takes it if it is free; false where another one has it. */
  static boolean isTaken(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }
}

package dev.postcar.internal.history;

import dev.postcar.internal.os.Sha256;
import java.nio.ByteBuffer;

/** The keys of the advisory locks: the same for every postcar of every version. */
public final class LockKey {

  private LockKey() {}

  /**
   * The lock that one runner at a time holds. Advisory locks are per database, so the key is not.
   *
   * @return the first eight bytes, big endian, of a SHA-256
   */
  public static long runner(String namespace) {
    return of("runner", namespace);
  }

  /**
   * The same in a bookkeeping that targets may share.
   *
   * @param target empty in one of one target only
   */
  public static long runner(String namespace, String target) {
    // No name contains NUL.
    return runner(target.isEmpty() ? namespace : namespace + '\0' + target);
  }

  /**
   * The lock under which the bookkeeping is created and upgraded.
   *
   * @return the first eight bytes, big endian, of a SHA-256
   */
  static long schema(String namespace) {
    return of("schema", namespace);
  }

  private static long of(String purpose, String namespace) {
    return ByteBuffer.wrap(Sha256.of("postcar/v1/" + purpose + "/" + namespace)).getLong();
  }
}

package dev.postcar.schema;

import dev.postcar.config.ConnectionSettings;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a scratch database is to be like.
 *
 * @param server where to make it; null for a private server of its own
 * @param major the target's major version; 0 where there is none, or it is not known
 * @param roles which roles there are to be; those missing are made, and dropped at the end
 * @param owner who owns the databases; null for the one that connects
 * @param texts the SQL that is going to run: on a server of others a role that appears meanwhile is
 *     dropped at the end only if it is named here
 * @param note is told, in one line, what is not as it was wished
 */
public record ScratchOptions(
    ConnectionSettings server,
    int major,
    ScratchRoles roles,
    String owner,
    List<String> texts,
    Consumer<String> note) {

  /** A private server of the newest version, as it comes. */
  public static final ScratchOptions PLAIN =
      new ScratchOptions(null, 0, ScratchRoles.NONE, null, List.of(), line -> {});

  /** Takes a copy of the texts. */
  public ScratchOptions {
    texts = List.copyOf(texts);
  }
}

package dev.postcar.schema;

import dev.postcar.config.ConnectionSettings;
import dev.postcar.run.Connections;
import dev.postcar.run.ServerSaid;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What a scratch database is to be like.
 *
 * @param server where to make it; null for a private server of its own
 * @param major the target's major version; 0 where there is none, or it is not known
 * @param roles which roles there are to be; those missing are made, and dropped at the end
 * @param owner who owns the databases; null for the one that connects
 * @param database what it is to be called on a private server; null for any name
 * @param texts the SQL that is going to run: on a server of others a role that appears meanwhile is
 *     dropped at the end only if it is named here
 * @param note is told, in one line, what is not as it was wished
 */
public record ScratchOptions(
    ConnectionSettings server,
    int major,
    ScratchRoles roles,
    String owner,
    String database,
    List<String> texts,
    Consumer<String> note) {

  /** A private server of the newest version, as it comes. */
  public static final ScratchOptions PLAIN =
      new ScratchOptions(null, 0, ScratchRoles.NONE, null, null, List.of(), line -> {});

  /** Takes a copy of the texts. */
  public ScratchOptions {
    texts = List.copyOf(texts);
  }

  /**
   * The same for a database in which several roles make things, none of them hindered.
   *
   * @param runners names of roles
   * @return other options
   */
  public ScratchOptions runBy(Set<String> runners) {
    ScratchRoles all = roles.runBy(runners);
    return new ScratchOptions(server, major, all, owner, database, texts, note);
  }

  /**
   * The same for a database that is to be like a target: of its major version, with its roles.
   *
   * @param target where the target is; only looked at, and passed over if it cannot be reached
   * @return other options
   */
  public ScratchOptions like(Connections target) {
    if (!target.lead()) {
      return this;
    }
    try (Connection connection = target.glance()) {
      return new ScratchOptions(
          server,
          connection.getMetaData().getDatabaseMajorVersion(),
          ScratchRoles.of(connection).onlyWith(owner),
          owner,
          connection.getCatalog(),
          texts,
          note);
    } catch (SQLException e) {
      note.accept(
          "the target's version and roles are not known, as it cannot be reached: "
              + ServerSaid.of(e));
      return this;
    }
  }
}

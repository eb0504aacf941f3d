package dev.postcar.internal.scratch;

import dev.postcar.internal.config.ConnectionSettings;
import dev.postcar.internal.session.Connections;
import dev.postcar.internal.session.ServerSaid;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What a scratch database is to be like.
 *
 * @param server where to make it; null for a private server of its own
 * @param target what it takes over
 * @param owner who owns the databases; null for the one that connects
 * @param runners the roles in which SQL runs, none of them hindered; none for the one that connects
 * @param texts the SQL that is going to run: on a server of others a role that appears meanwhile is
 *     dropped at the end only if it is named here
 * @param note called with one line for what is not as requested
 */
public record ScratchOptions(
    ConnectionSettings server,
    ScratchTarget target,
    String owner,
    Set<String> runners,
    List<String> texts,
    Consumer<String> note) {

  /** A private server of the newest version, as it comes. */
  public static final ScratchOptions PLAIN = of(null, null, List.of(), line -> {});

  /** Takes copies. */
  public ScratchOptions {
    runners = Set.copyOf(runners);
    texts = List.copyOf(texts);
  }

  /**
   * One that is like no target.
   *
   * @param server where to make it; null for a private server
   * @param owner who owns the databases; null for the one that connects
   * @param note called with what is not as requested
   */
  public static ScratchOptions of(
      ConnectionSettings server, String owner, List<String> texts, Consumer<String> note) {
    return new ScratchOptions(server, ScratchTarget.NONE, owner, Set.of(), texts, note);
  }

  /** The same for a database in which several roles make things, none of them hindered. */
  public ScratchOptions runBy(String first, Set<String> roles) {
    return new ScratchOptions(server, target, first, roles, texts, note);
  }

  /**
   * The same for a database in which all runs in another time zone.
   *
   * @param zone its name; null for the target's
   */
  public ScratchOptions inZone(String zone) {
    return new ScratchOptions(server, target.inZone(zone), owner, runners, texts, note);
  }

  /**
   * The same for a database that is to be like a target: of its major version, with its roles and
   * settings.
   *
   * @param connections where the target is; only looked at, and passed over if it cannot be reached
   */
  public ScratchOptions like(Connections connections) {
    if (!connections.hasDatabase()) {
      return this;
    }
    try (Connection connection = connections.connectOnce()) {
      ScratchTarget seen =
          ScratchTarget.of(connection, connections.startupOptions(), connections.timeZone());
      return new ScratchOptions(server, seen, owner, runners, texts, note);
    } catch (SQLException e) {
      note.accept(
          "the target's version and roles are not known, because it cannot be reached: "
              + ServerSaid.of(e));
      return this;
    }
  }
}

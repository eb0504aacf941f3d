package dev.postcar.internal.operation;

import dev.postcar.internal.catalog.DroppedRows;
import dev.postcar.internal.config.Config;
import dev.postcar.internal.session.Connections;
import dev.postcar.internal.sql.DropTarget;
import dev.postcar.result.PlanResult.Drop;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** How many rows the configured database has in what a rollback drops; it is only read. */
final class LiveRows implements AutoCloseable {

  private final Connections target;
  private final DroppedRows rows;
  private Connection connection;
  private boolean autoCommit;
  private boolean known;

  LiveRows(Connections target, Config config) {
    this(target, new DroppedRows(config.role(), config.searchPath()), target.hasDatabase());
  }

  private LiveRows(Connections target, DroppedRows rows, boolean known) {
    this.target = target;
    this.rows = rows;
    this.known = known;
  }

  /** Where nobody asks for them. */
  static LiveRows none() {
    return new LiveRows(null, null, false);
  }

  /**
   * Looks at what exists there.
   *
   * @param migration the full name of the migration whose rollback drops it
   * @return empty where there is no database, or it cannot be reached
   */
  List<Drop> of(String migration, List<DropTarget> targets) {
    if (!known || targets.isEmpty()) {
      return List.of();
    }
    try {
      if (connection == null) {
        connection = target.connectOnce();
        autoCommit = connection.getAutoCommit();
        connection.setAutoCommit(true);
      }
      return rows.of(connection, migration, targets);
    } catch (SQLException e) {
      // That it cannot be reached was said when the scratch database was made like it.
      known = false;
      return List.of();
    }
  }

  @Override
  public void close() {
    try (Connection closing = connection) {
      if (closing != null) {
        closing.setAutoCommit(autoCommit);
      }
    } catch (SQLException e) {
      // Nothing was written.
    }
  }
}

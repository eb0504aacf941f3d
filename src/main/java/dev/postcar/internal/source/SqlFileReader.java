package dev.postcar.internal.source;

import dev.postcar.Direction;
import java.time.Duration;
import java.util.List;

/** Makes a SQL file a migration or a view, or says in one line why it is none. */
final class SqlFileReader {

  private SqlFileReader() {}

  static Available read(SqlFile file) throws Rejected {
    SqlDirectives directives = SqlDirectives.of(file, file.text());
    SqlOrigin origin = new SqlOrigin(file.place(), directives.linesBefore());
    return file.view() ? view(file, directives, origin) : migration(file, directives, origin);
  }

  private static AvailableMigration migration(
      SqlFile file, SqlDirectives directives, SqlOrigin origin) throws Rejected {
    String forward = directives.first();
    String rollback = directives.second();
    boolean transactional = !directives.has("nontransactional");
    SqlRules.check(origin, forward, rollback, transactional);
    if (!transactional && !directives.ids("rebuilds").isEmpty()) {
      throw MigrationAnnotations.rebuildsOutside("nontransactional", "rebuilds");
    }
    Duration lock = directives.timeout("lock");
    return new AvailableMigration(
        file.id(),
        new FileMigration(forward, rollback, directives.text("knownbroken"), origin),
        forward,
        rollback,
        Checksum.of(forward),
        false,
        rollback != null,
        transactional,
        directives.ids("requires"),
        Replacements.of(file.id(), directives.replaces()),
        lock,
        directives.timeout("statement"),
        directives.ids("rebuilds"),
        directives.allows());
  }

  private static AvailableView view(SqlFile file, SqlDirectives directives, SqlOrigin origin)
      throws Rejected {
    String up = directives.first();
    String down = directives.second();
    SqlRules.checkView(origin.place(Direction.FORWARD), up, origin.place(Direction.ROLLBACK), down);
    return new AvailableView(
        file.id(),
        up,
        down,
        Checksum.of(up),
        Checksum.of(down),
        List.copyOf(directives.ids("uses")),
        directives.one("since"),
        directives.one("until"),
        origin);
  }
}

import org.flywaydb.core.Flyway;

/**
 * Flyway without its command line. Arguments: a JDBC URL, the user, the directory of the scripts.
 */
public final class FlywayCore {

  public static void main(String[] args) {
    int count =
        Flyway.configure()
            .dataSource(args[0], args[1], "")
            .locations("filesystem:" + args[2])
            .load()
            .migrate()
            .migrationsExecuted;
    System.out.println(count + " applied");
  }
}

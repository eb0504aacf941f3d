import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Properties;

/** The least a Java program does that asks PostgreSQL anything. Argument: a JDBC URL. */
public final class Floor {

  public static void main(String[] args) throws Exception {
    // Cheaper than DriverManager, which looks for every driver there is.
    try (Connection connection = new org.postgresql.Driver().connect(args[0], new Properties());
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select 1")) {
      row.next();
      System.out.println(row.getInt(1));
    }
  }
}

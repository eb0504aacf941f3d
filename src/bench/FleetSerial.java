import dev.postcar.Postcar;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One database after the other, each with a Postcar of its own.
 *
 * <p>Argument: a file with the name and the URL of a target in each line.
 */
public final class FleetSerial {

  public static void main(String[] args) throws Exception {
    int applied = 0;
    for (String target : Files.readAllLines(Path.of(args[0]))) {
      try (Postcar postcar = Postcar.on(target.split(" ")[1]).packages("tenants")) {
        applied += postcar.migrate().applied().size();
      }
    }
    System.out.println(applied + " applied");
  }
}

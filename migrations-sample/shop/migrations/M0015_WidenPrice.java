package shop.migrations;

import dev.postcar.Migration;
import dev.postcar.Rebuilds;

/** Makes room for dearer books. The view shows the price, so it makes way. */
@Rebuilds(BookCatalogue.class)
public class M0015_WidenPrice extends Migration {

  @Override
  public String forward() {
    return """
        alter table shop.book alter column price type numeric(10, 2);
        """;
  }

  @Override
  public String rollback() {
    return """
        alter table shop.book alter column price type numeric(8, 2);
        """;
  }
}

package shop.migrations;

import dev.postcar.Migration;

/** Creates the schema of the shop. */
public class M0001_Init extends Migration {

  @Override
  public String forward() {
    return """
        create schema shop;

        comment on schema shop is 'Books, customers and their orders';
        """;
  }

  @Override
  public String rollback() {
    return """
        drop schema shop;
        """;
  }
}

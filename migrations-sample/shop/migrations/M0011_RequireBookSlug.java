package shop.migrations;

import dev.postcar.Migration;

/** Demands a slug of every book written from now on; the next migration checks the others. */
public class M0011_RequireBookSlug extends Migration {

  @Override
  public String forward() {
    return """
        alter table shop.book
          add constraint book_slug_present check (slug is not null) not valid;
        """;
  }

  @Override
  public String rollback() {
    return """
        alter table shop.book drop constraint book_slug_present;
        """;
  }
}

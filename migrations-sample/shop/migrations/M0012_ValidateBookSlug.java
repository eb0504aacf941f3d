package shop.migrations;

import dev.postcar.Migration;
import dev.postcar.Timeouts;

/** Makes the slug {@code not null}. The valid check spares {@code set not null} its own scan. */
@Timeouts(lock = "2s", statement = "10min")
public class M0012_ValidateBookSlug extends Migration {

  @Override
  public String forward() {
    return """
        alter table shop.book validate constraint book_slug_present;
        alter table shop.book alter column slug set not null;
        alter table shop.book drop constraint book_slug_present;
        """;
  }

  @Override
  public String rollback() {
    return """
        alter table shop.book alter column slug drop not null;
        alter table shop.book
          add constraint book_slug_present check (slug is not null) not valid;
        """;
  }
}

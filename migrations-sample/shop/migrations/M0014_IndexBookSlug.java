package shop.migrations;

import dev.postcar.Migration;
import dev.postcar.NonTransactional;

/** Makes the slug unique, without keeping anybody from writing while the index is built. */
@NonTransactional
public class M0014_IndexBookSlug extends Migration {

  @Override
  public String forward() {
    return """
        create unique index concurrently book_slug_key on shop.book (slug);

        comment on index shop.book_slug_key is 'A book is looked up by its web address';
        """;
  }

  @Override
  public String rollback() {
    return """
        drop index concurrently shop.book_slug_key;
        """;
  }
}

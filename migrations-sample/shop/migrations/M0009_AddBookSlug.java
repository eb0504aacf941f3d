package shop.migrations;

import dev.postcar.Migration;

/** Gives a book a name for its web address, empty at first. */
public class M0009_AddBookSlug extends Migration {

  @Override
  public String forward() {
    return """
        alter table shop.book add column slug text;

        comment on column shop.book.slug is 'The last part of the web address of the book';
        """;
  }

  @Override
  public String rollback() {
    return """
        alter table shop.book drop column slug;
        """;
  }
}

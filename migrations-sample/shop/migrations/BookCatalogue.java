package shop.migrations;

import dev.postcar.Since;
import dev.postcar.View;

/** What the shop window shows of each book; postcar keeps it as it is written here. */
@Since(M0013_BookSales.class)
public class BookCatalogue extends View {

  @Override
  public String up() {
    return """
        create view shop.book_catalogue as
        select
          book.id as book_id,
          book.title,
          string_agg(author.name, ', ' order by author.name) as authors,
          book.price,
          book.in_stock > 0 as available
        from shop.book
        left join shop.book_author on book_author.book_id = book.id
        left join shop.author on author.id = book_author.author_id
        group by book.id;

        comment on view shop.book_catalogue is 'What the shop window shows of each book';
        """;
  }

  @Override
  public String down() {
    return """
        drop view shop.book_catalogue;
        """;
  }
}

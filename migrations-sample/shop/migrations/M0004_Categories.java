package shop.migrations;

import dev.postcar.Migration;

/** Creates the categories, fills in the first ones, and lets a book name its own. */
public class M0004_Categories extends Migration {

  @Override
  public String forward() {
    return """
        create table shop.category (
          code text primary key,
          name text not null,
          constraint category_code_form check (code ~ '^[a-z]+$')
        );

        insert into shop.category (code, name)
        values
          ('fiction', 'Fiction'),
          ('poetry', 'Poetry'),
          ('science', 'Science'),
          ('travel', 'Travel');

        alter table shop.book
          add column category_code text references shop.category;

        create index book_category_code on shop.book (category_code);

        comment on column shop.book.category_code is 'Null until someone has shelved the book';
        """;
  }

  @Override
  public String rollback() {
    return """
        alter table shop.book drop column category_code;
        drop table shop.category;
        """;
  }
}

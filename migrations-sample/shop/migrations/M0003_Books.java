package shop.migrations;

import dev.postcar.Migration;

/** Creates the catalogue: authors, books, and who wrote what. */
public class M0003_Books extends Migration {

  @Override
  public String forward() {
    return """
        create table shop.author (
          id bigint generated always as identity primary key,
          name text not null,
          constraint author_name_present check (name <> '')
        );

        create table shop.book (
          id bigint generated always as identity primary key,
          isbn shop.isbn13 not null,
          title text not null,
          price numeric(8, 2) not null,
          in_stock integer not null default 0,
          created_at timestamptz not null default now(),
          updated_at timestamptz not null default now(),
          constraint book_isbn_key unique (isbn),
          constraint book_title_present check (title <> ''),
          constraint book_price_not_negative check (price >= 0),
          constraint book_in_stock_not_negative check (in_stock >= 0)
        );

        comment on table shop.book is 'One row per edition';
        comment on column shop.book.price is 'In euros, tax included';

        create table shop.book_author (
          book_id bigint not null references shop.book on delete cascade,
          author_id bigint not null references shop.author,
          primary key (book_id, author_id)
        );

        create index book_author_author_id on shop.book_author (author_id);
        """;
  }

  @Override
  public String rollback() {
    return """
        drop table shop.book_author;
        drop table shop.book;
        drop table shop.author;
        """;
  }
}

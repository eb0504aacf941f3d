package shop.migrations;

import dev.postcar.Migration;

/** Puts the first books on the shelves. */
public class M0005_OpeningStock extends Migration {

  @Override
  public String forward() {
    return """
        insert into shop.author (name)
        values
          ('Jane Austen'),
          ('Charlotte Brontë'),
          ('Charles Darwin'),
          ('Homer'),
          ('Herman Melville'),
          ('Mary Shelley');

        insert into shop.book (isbn, title, price, in_stock, category_code)
        values
          ('9780141439518', 'Pride and Prejudice', 9.99, 12, 'fiction'),
          ('9780141439587', 'Emma', 9.99, 7, 'fiction'),
          ('9780141441146', 'Jane Eyre', 10.99, 5, 'fiction'),
          ('9780140439120', 'On the Origin of Species', 13.50, 3, 'science'),
          ('9780140268867', 'The Odyssey', 17.00, 4, 'poetry'),
          ('9780142437247', 'Moby-Dick; or, The Whale', 16.00, 6, 'fiction'),
          ('9780141439471', 'Frankenstein', 8.99, 9, 'fiction');

        insert into shop.book_author (book_id, author_id)
        select book.id, author.id
        from (
          values
            ('9780141439518', 'Jane Austen'),
            ('9780141439587', 'Jane Austen'),
            ('9780141441146', 'Charlotte Brontë'),
            ('9780140439120', 'Charles Darwin'),
            ('9780140268867', 'Homer'),
            ('9780142437247', 'Herman Melville'),
            ('9780141439471', 'Mary Shelley')
        ) as wrote (isbn, name)
        join shop.book on book.isbn = wrote.isbn
        join shop.author on author.name = wrote.name;
        """;
  }

  @Override
  public String rollback() {
    return """
        delete from shop.book
        where isbn in (
          '9780141439518',
          '9780141439587',
          '9780141441146',
          '9780140439120',
          '9780140268867',
          '9780142437247',
          '9780141439471'
        );

        -- An author who has written another book by now stays.
        delete from shop.author
        where name in (
            'Jane Austen',
            'Charlotte Brontë',
            'Charles Darwin',
            'Homer',
            'Herman Melville',
            'Mary Shelley'
          )
          and not exists (
            select from shop.book_author where book_author.author_id = author.id
          );
        """;
  }
}

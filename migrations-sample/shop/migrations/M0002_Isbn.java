package shop.migrations;

import dev.postcar.Migration;

/** Creates a type for ISBNs that checks their last digit. */
public class M0002_Isbn extends Migration {

  @Override
  public String forward() {
    return """
        create function shop.is_isbn13(candidate text) returns boolean
        language sql immutable strict parallel safe
        as $isbn$
          select case
            when candidate ~ '^97[89][0-9]{10}$' then (
              select sum(digit::integer * case when place % 2 = 0 then 3 else 1 end) % 10 = 0
              from unnest(string_to_array(candidate, null)) with ordinality as digits (digit, place)
            )
            else false
          end;
        $isbn$;

        comment on function shop.is_isbn13(text) is
          'Whether the text is an ISBN-13 without hyphens';

        create domain shop.isbn13 as text
          constraint isbn13_valid check (shop.is_isbn13(value));

        comment on domain shop.isbn13 is 'ISBN-13, digits only';
        """;
  }

  @Override
  public String rollback() {
    return """
        drop domain shop.isbn13;
        drop function shop.is_isbn13(text);
        """;
  }
}

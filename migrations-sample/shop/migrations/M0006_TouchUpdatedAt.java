package shop.migrations;

import dev.postcar.Migration;

/** Keeps {@code updated_at} of a book true. */
public class M0006_TouchUpdatedAt extends Migration {

  @Override
  public String forward() {
    return """
        create function shop.touch_updated_at() returns trigger
        language plpgsql
        as $$
        begin
          new.updated_at := now();
          return new;
        end;
        $$;

        comment on function shop.touch_updated_at() is 'Sets updated_at of the row that is written';

        create trigger book_touch_updated_at
          before update on shop.book
          for each row
          execute function shop.touch_updated_at();
        """;
  }

  @Override
  public String rollback() {
    return """
        drop trigger book_touch_updated_at on shop.book;
        drop function shop.touch_updated_at();
        """;
  }
}

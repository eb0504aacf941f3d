package shop.migrations;

import dev.postcar.Migration;

/** The table of the entity. */
public class M0001_Book extends Migration {

  @Override
  public String forward() {
    return """
        create table book (
          id bigint generated always as identity primary key,
          title varchar(255) not null
        );
        insert into book (title) values ('Postgres')
        """;
  }

  @Override
  public String rollback() {
    return "drop table book";
  }
}

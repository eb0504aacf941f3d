package bookshop.migrations;

import dev.postcar.Migration;

public class M0001_Book extends Migration {

  @Override
  public String forward() {
    return "create table book (title text); insert into book values ('Postgres')";
  }
}

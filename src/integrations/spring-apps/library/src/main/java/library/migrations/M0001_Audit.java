package library.migrations;

import dev.postcar.Migration;

/** A table of the library's own. */
public class M0001_Audit extends Migration {

  @Override
  public String forward() {
    return "create table audit (id bigint generated always as identity primary key, what text not null)";
  }

  @Override
  public String rollback() {
    return "drop table audit";
  }
}

package dev.postcar.junit.shop;

import dev.postcar.Migration;

/** The second table, and a setting of the database. */
public final class M0003_CreateAuthor extends Migration {

  @Override
  public String forward() {
    return "create table author (id bigint primary key, name text not null)";
  }

  @Override
  public String rollback() {
    return "drop table author";
  }
}

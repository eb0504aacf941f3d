package dev.postcar.junit.shop;

import dev.postcar.Migration;

/** The first table. */
public final class M0001_CreateBook extends Migration {

  @Override
  public String forward() {
    return "create table book (id bigint primary key, title text not null)";
  }

  @Override
  public String rollback() {
    return "drop table book";
  }
}

package dev.postcar.junit.shop;

import dev.postcar.Migration;

/** A column. */
public final class M0002_AddIsbn extends Migration {

  @Override
  public String forward() {
    return "alter table book add column isbn text";
  }

  @Override
  public String rollback() {
    return "alter table book drop column isbn";
  }
}

package dev.postcar.junit.failing;

import dev.postcar.Migration;

/** Names a table that does not exist. */
public final class M0002_Wrong extends Migration {

  @Override
  public String forward() {
    return "alter table nowhere add column x int";
  }
}

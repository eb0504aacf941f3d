package dev.postcar.junit.failing;

import dev.postcar.CodeMigration;
import dev.postcar.Context;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts how often it runs. */
public final class M0001_Count extends CodeMigration {

  public static final AtomicInteger RUNS = new AtomicInteger();

  @Override
  public void forward(Context context) {
    RUNS.incrementAndGet();
  }
}

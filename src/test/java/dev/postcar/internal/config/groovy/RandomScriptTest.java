package dev.postcar.internal.config.groovy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RandomScriptTest {

  private static final int SCRIPTS = Integer.getInteger("conf.scripts", 400);

  @Test
  void aPlainScriptSaysWhatGroovySays() {
    int withoutGroovy = 0;
    for (int seed = Integer.getInteger("conf.seed", 0), end = seed + SCRIPTS; seed < end; seed++) {
      Random random = new Random(seed);
      String script = RandomScript.write(random);
      boolean without = new BothWays(script).compare(random.nextInt(3) == 0 ? null : "dev");
      withoutGroovy += without ? 1 : 0;
    }
    assertThat(withoutGroovy).isGreaterThan(SCRIPTS * 2 / 5);
  }
}

package dev.postcar.internal.config.groovy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.PostcarException;
import dev.postcar.internal.config.Machine;
import dev.postcar.internal.config.Setting;
import dev.postcar.testing.LeanClassPath;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WithoutGroovyTest {

  @TempDir Path root;

  /** Runs in a class loader that has no Groovy. */
  public static final class Loading implements Callable<String> {
    private final Path root;
    private final String script;

    public Loading(Path root, String script) {
      this.root = root;
      this.script = script;
    }

    @Override
    public String call() {
      Machine machine = new Machine(root).flag(Setting.HOST, "h");
      if (script == null) {
        return machine.connect().toString();
      }
      machine.script(script);
      try {
        return machine.load().lines().toString();
      } catch (PostcarException.Configuration e) {
        return e.getMessage();
      }
    }
  }

  private String load(String script) throws Exception {
    try (URLClassLoader loader =
        new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
      Object loading =
          loader
              .loadClass(Loading.class.getName())
              .getConstructor(Path.class, String.class)
              .newInstance(root, script);
      return (String) ((Callable<?>) loading).call();
    }
  }

  private static URL[] classPath() throws MalformedURLException {
    List<URL> urls = new ArrayList<>();
    for (String entry : LeanClassPath.ofChildren().split(File.pathSeparator, -1)) {
      if (!entry.contains("groovy")) {
        urls.add(Path.of(entry).toUri().toURL());
      }
    }
    return urls.toArray(URL[]::new);
  }

  @Test
  void withoutAScriptGroovyIsNotTouched() throws Exception {
    assertThat(load(null)).startsWith("osuser@[h:5432]");
  }

  @Test
  void aScriptThatNeedsGroovyIsRefusedInOneLineWithoutIt() throws Exception {
    assertThat(load("retries = 1 + 1"))
        .isEqualTo("postcar.conf.groovy: a conf script needs Groovy on the class path.");
  }

  @Test
  void aPlainScriptNeedsNoGroovyFromTheFirstRunOn() throws Exception {
    String script = "retries = 1\nconnection { dbname = System.getenv('NO_SUCH') ?: \"d${1}\" }";
    String without = load(script);
    assertThat(without).contains("key=retries, value=1", "key=connection.dbname, value=d1");
    assertThat(new Loading(root, script).call()).isEqualTo(without);
    assertThat(root.resolve("home/.cache")).doesNotExist();
  }

  @Test
  void theSampleNeedsNoGroovy() throws Exception {
    assertThat(load(Files.readString(Path.of("config/postcar.conf.groovy"))))
        .contains("key=packages, value=shop.migrations, billing.migrations");
  }

  @Test
  void anOddValueIsGroovysToJudge() throws Exception {
    String script = "role = 1 == '1' ? 'a' : 'b'";
    assertThat(load(script)).contains("needs Groovy");
    assertThat(new Loading(root, script).call()).contains("key=role, value=b");
  }
}

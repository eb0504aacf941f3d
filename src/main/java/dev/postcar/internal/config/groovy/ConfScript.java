package dev.postcar.internal.config.groovy;

import dev.postcar.PostcarException;
import dev.postcar.internal.config.FoundValue;
import dev.postcar.internal.config.Setting;
import dev.postcar.internal.config.Unreadable;
import dev.postcar.internal.os.TextFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * The conf script: a plain one is read without Groovy, any other by it.
 *
 * @param name what to call it in messages and origins
 */
public record ConfScript(Path file, String name) {

  /**
   * Runs it.
   *
   * @param environment the block of {@code environments { }} to use; may be null
   * @throws PostcarException.Configuration if it cannot be read or run, or sets what it may not
   */
  public Map<Setting, FoundValue> read(FoundValue environment) {
    String text = text();
    ConfTree tree = PlainScript.read(text);
    if (tree != null) {
      try {
        return tree.read(name, environment);
      } catch (OddValue e) {
        // Groovy knows what to do with it, or how to complain.
      }
    }
    return new GroovyConfig(file, name).read(text, environment);
  }

  private String text() {
    try {
      return TextFile.read(file);
    } catch (IOException e) {
      throw new PostcarException.Configuration(name + ": " + Unreadable.why(e) + ".");
    }
  }
}

package dev.postcar.internal.config;

import dev.postcar.PostcarException;
import dev.postcar.internal.os.TextFile;
import io.github.cdimascio.dotenv.DotenvEntry;
import io.github.cdimascio.dotenv.DotenvException;
import io.github.cdimascio.dotenv.internal.DotenvParser;
import io.github.cdimascio.dotenv.internal.DotenvReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a {@code .env} file; its expressions are only made where there is one. */
final class DotEnvFile {

  private static final Pattern OURS =
      Pattern.compile("\\s*(?:export\\s+)?(POSTCAR_\\w+|DATABASE_URL|PG[A-Z_]+)\\b(.*)");

  /** An unquoted value with a # in it: the library would read what stands before. */
  private static final Pattern CUT = Pattern.compile("\\s*=\\s*[^'\"\\s#][^#]*(?<!\\s)#.*");

  private static final Pattern OPEN = Pattern.compile("\\s*=\\s*(?:'[^']*|\"[^\"]*)");

  private DotEnvFile() {}

  /** Its variables that concern postcar. */
  static Map<String, String> read(Path file) {
    Map<String, String> variables = new HashMap<>();
    try {
      // Lines of other tools that this library cannot read must not stop us; ours do, below.
      List<String> lines = TextFile.lines(file);
      for (DotenvEntry entry : new DotenvParser(new Lines(lines), false, false).parse()) {
        if (OURS.matcher(entry.getKey()).matches()) {
          variables.put(entry.getKey(), unquoted(entry.getValue()));
        }
      }
      requireRead(lines, variables);
    } catch (IOException | DotenvException e) {
      // Without the cause: its message may quote a line.
      throw new PostcarException.Configuration(DotEnv.FILE + ": " + Unreadable.why(e) + ".");
    }
    return variables;
  }

  /** What was read already, so that it is the same text. */
  private static final class Lines extends DotenvReader {
    private final List<String> lines;

    Lines(List<String> lines) {
      super("", DotEnv.FILE);
      this.lines = lines;
    }

    @Override
    public List<String> read() {
      return lines;
    }
  }

  /** The library takes off double quotes only. */
  private static String unquoted(String value) {
    boolean quoted = value.length() > 1 && value.startsWith("'") && value.endsWith("'");
    return quoted ? value.substring(1, value.length() - 1) : value;
  }

  /** A line of ours that the library passed over, or read only the beginning of, is an error. */
  private static void requireRead(List<String> lines, Map<String, String> variables) {
    for (int i = 0; i < lines.size(); i++) {
      Matcher matcher = OURS.matcher(lines.get(i));
      if (!matcher.matches()) {
        continue;
      }
      String name = matcher.group(1);
      if (!variables.containsKey(name)) {
        throw wrong(i, name + " is not in the form NAME=value (without export)");
      }
      if (OPEN.matcher(matcher.group(2)).matches()) {
        throw wrong(i, "the quote around the value of " + name + " is not closed");
      }
      if (CUT.matcher(matcher.group(2)).matches()) {
        throw wrong(i, "a # begins a comment; put the value of " + name + " in double quotes");
      }
    }
  }

  private static PostcarException.Configuration wrong(int line, String what) {
    return new PostcarException.Configuration(DotEnv.FILE + ":" + (line + 1) + ": " + what + ".");
  }
}

package dev.postcar.internal.source;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What was thrown while a class was loaded or called, in one line. */
final class LoadErrors {

  private static final int LONGEST = 300;
  private static final Pattern CLASS_FILE_VERSION = Pattern.compile("class file version (\\d+)");
  private static final Pattern WRONG_NAME = Pattern.compile(".*\\(wrong name: (.+)\\)");

  private LoadErrors() {}

  /** Type and message, whatever they contain. */
  static String line(Throwable thrown) {
    String text;
    try {
      text = String.valueOf(thrown.toString());
    } catch (RuntimeException | Error e) {
      // A user's exception may fail in its own getMessage().
      text = thrown.getClass().getName();
    }
    String line = text.strip().replaceAll("\\s*[\\r\\n]+\\s*", "; ");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
  }

  /** Why a class cannot be loaded, and the fix. */
  static Rejected whileLoading(Throwable thrown) {
    return new Rejected(problem(thrown), thrown);
  }

  private static String problem(Throwable thrown) {
    String message = String.valueOf(thrown.getMessage());
    if (thrown instanceof UnsupportedClassVersionError) {
      return newerJava(message);
    } else if (thrown instanceof TypeNotPresentException e) {
      return missing(e.typeName());
    } else if (thrown instanceof ClassNotFoundException) {
      return missing(message);
    } else if (thrown instanceof NoClassDefFoundError) {
      return notDefined(message);
    } else if (thrown instanceof ClassFormatError) {
      return "its class file is damaged (" + line(thrown) + "): compile it again";
    }
    return "it cannot be loaded (" + line(thrown) + "): fix that, and compile it again";
  }

  private static String newerJava(String message) {
    Matcher version = CLASS_FILE_VERSION.matcher(message);
    // Class file version 52 is Java 8's, and so on (JVM specification, 4.1).
    String needed = version.find() ? String.valueOf(Integer.parseInt(version.group(1)) - 44) : "?";
    return "it needs Java %s, this is %s: run postcar on a newer Java, or compile it for this one"
        .formatted(needed, Runtime.version().feature());
  }

  private static String notDefined(String message) {
    Matcher wrongName = WRONG_NAME.matcher(message);
    if (wrongName.matches()) {
      return "its class file holds "
          + wrongName.group(1).replace('/', '.')
          + ": put it into the folder of its package";
    }
    // "Could not initialize class x.Y" and the like are sentences.
    return message.indexOf(' ') < 0
        ? missing(message.replace('/', '.'))
        : "it cannot be loaded (" + message + "): fix that class";
  }

  private static String missing(String name) {
    return "it needs the class " + name + ", which was not found: add it to classpath or sources";
  }
}

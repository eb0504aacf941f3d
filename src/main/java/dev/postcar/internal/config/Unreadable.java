package dev.postcar.internal.config;

import dev.postcar.internal.os.TextFile;
import java.nio.file.AccessDeniedException;

/** Why a file of settings could not be read. */
public final class Unreadable {

  private Unreadable() {}

  /** The end of a sentence that begins with the file's name; quotes nothing of the file. */
  public static String why(Exception e) {
    if (e instanceof TextFile.Utf16) {
      return "is UTF-16 text; save it as UTF-8";
    }
    if (e instanceof TextFile.TooLong) {
      return e.getMessage().replaceFirst("^it ", "");
    }
    return e instanceof AccessDeniedException || e.getCause() instanceof AccessDeniedException
        ? "cannot be read: permission denied"
        : "cannot be read as UTF-8 text";
  }
}

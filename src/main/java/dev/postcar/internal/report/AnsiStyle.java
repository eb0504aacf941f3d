package dev.postcar.internal.report;

import dev.postcar.internal.sql.PasswordLiteral;
import java.util.regex.Pattern;

/**
 * Colours for a terminal.
 *
 * @param on whether to use any
 */
public record AnsiStyle(boolean on) {

  /** Before what is postcar's own; nobody else can know it, nor have its first char in a text. */
  private static final String OWN = "\0" + Long.toHexString(System.nanoTime()) + "\0";

  /** GitHub's runner looks behind white space. */
  private static final Pattern COMMAND =
      Pattern.compile("(?mU)^([\\s&&[^\\n\\r\\x85\\u2028\\u2029]]*+)(::)");

  /** Of Azure Pipelines ({@code ##vso[}, {@code ##[}) and TeamCity. */
  private static final Pattern LOGGING = Pattern.compile("##(?=\\w*\\[)");

  String good(String text) {
    return paint("32", text);
  }

  String bad(String text) {
    return paint("31", text);
  }

  String notable(String text) {
    return paint("33", text);
  }

  String faint(String text) {
    return paint("2", text);
  }

  private String paint(String code, String text) {
    return on ? OWN + "[" + code + "m" + text + OWN + "[0m" : text;
  }

  /** The beginning of a workflow command, which nothing else may be taken for. */
  static String command(String text) {
    return OWN + "::" + text;
  }

  /**
   * Makes a text printable that is not all postcar's own: it can neither drive the terminal nor
   * give a command to the workflow that runs it, and a URL in it shows no password. To be called
   * once, where the text is printed.
   *
   * @return the text with its colours; line feeds and tabs stay
   */
  public static String printable(String text) {
    int own = text.indexOf(OWN);
    if (own < 0) {
      return plain(text);
    }
    StringBuilder out = new StringBuilder(plain(text.substring(0, own)));
    for (String piece : text.substring(own + OWN.length()).split(OWN, -1)) {
      out.append(
          piece.startsWith("::") ? "::" + plain(piece.substring(2)) : '\u001b' + plain(piece));
    }
    return out.toString();
  }

  private static String plain(String text) {
    String shown = text;
    if (text.indexOf("::") >= 0 || text.indexOf("##") >= 0) {
      shown = COMMAND.matcher(text).replaceAll("$1| $2");
      shown = LOGGING.matcher(shown).replaceAll("# #");
    }
    StringBuilder out = null;
    shown = PasswordLiteral.masked(shown);
    for (int i = 0; i < shown.length(); i++) {
      if (drives(shown.charAt(i))) {
        out = out == null ? new StringBuilder(shown) : out;
        out.setCharAt(i, '\uFFFD');
      }
    }
    return out == null ? shown : out.toString();
  }

  /** Control characters, and those that turn the direction of what follows. */
  static boolean drives(char c) {
    return (Character.isISOControl(c) && c != '\n' && c != '\t')
        || c == '\u061C'
        || c == '\u200E'
        || c == '\u200F'
        || (c >= '\u2028' && c <= '\u202E')
        || (c >= '\u2066' && c <= '\u2069');
  }
}

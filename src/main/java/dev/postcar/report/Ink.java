package dev.postcar.report;

/**
 * Colours for a terminal.
 *
 * @param on whether to use any
 */
public record Ink(boolean on) {

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
    return on ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }

  /**
   * Takes the control characters out of a text that is not postcar's own, so that it cannot drive
   * the terminal.
   *
   * @param text not null
   * @return the text; line feeds and tabs stay
   */
  public static String tame(String text) {
    StringBuilder out = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c) && c != '\n' && c != '\t') {
        if (out == null) {
          out = new StringBuilder(text);
        }
        out.setCharAt(i, '\uFFFD');
      }
    }
    return out == null ? text : out.toString();
  }
}

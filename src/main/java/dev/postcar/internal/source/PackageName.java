package dev.postcar.internal.source;

import java.util.regex.Pattern;

/** Java's names, without the module java.compiler, which a small runtime may lack. */
public final class PackageName {

  private static final String KEYWORDS =
      "abstract|assert|boolean|break|byte|case|catch|char|class|const|continue|default|do|double|else"
          + "|enum|extends|false|final|finally|float|for|goto|if|implements|import|instanceof|int"
          + "|interface|long|native|new|null|package|private|protected|public|return|short|static"
          + "|strictfp|super|switch|synchronized|this|throw|throws|transient|true|try|void|volatile"
          + "|while|_";

  private static final Pattern NAME =
      Pattern.compile(
          "(?!\\.)(?:(?:^|\\.)(?!(?:%s)(?:\\.|$))\\p{javaJavaIdentifierStart}\\p{javaJavaIdentifierPart}*)+"
              .formatted(KEYWORDS));

  private PackageName() {}

  public static boolean isOne(String text) {
    return NAME.matcher(text).matches();
  }
}

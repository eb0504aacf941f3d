package dev.postcar.source;

import java.util.Set;

/** Java's names, without the module java.compiler, which a small runtime may lack. */
final class PackageName {

  private static final Set<String> KEYWORDS =
      Set.of(
          ("abstract assert boolean break byte case catch char class const continue default do double"
                  + " else enum extends false final finally float for goto if implements import"
                  + " instanceof int interface long native new null package private protected public"
                  + " return short static strictfp super switch synchronized this throw throws"
                  + " transient true try void volatile while _")
              .split(" "));

  private PackageName() {}

  static boolean isOne(String text) {
    for (String word : text.split("\\.", -1)) {
      if (word.isEmpty()
          || KEYWORDS.contains(word)
          || !Character.isJavaIdentifierStart(word.codePointAt(0))
          || !word.codePoints().allMatch(Character::isJavaIdentifierPart)) {
        return false;
      }
    }
    return true;
  }
}

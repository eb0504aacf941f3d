package dev.postcar.internal.source.edit;

import dev.postcar.MigrationId;
import dev.postcar.PostcarException;
import java.text.Normalizer;

/** The words of a migration's name, out of whatever form somebody typed them in. */
final class MigrationWords {

  private MigrationWords() {}

  /**
   * Joins the words, each with a capital.
   *
   * @throws PostcarException.Configuration if that gives no name
   */
  static String of(String typed) {
    // A decomposed letter would be cut in two; the compiler and the file system want one form.
    String name = Normalizer.normalize(typed, Normalizer.Form.NFC);
    if (MigrationId.isName(name.strip())) {
      throw new PostcarException.Configuration(
          "\"" + typed + "\" already has a number: give only words that describe the migration.");
    }
    StringBuilder words = new StringBuilder();
    for (String word : name.split("[^\\p{L}\\p{Mn}\\p{Mc}\\p{Nd}]+", -1)) {
      if (!word.isEmpty()) {
        words.appendCodePoint(Character.toUpperCase(word.codePointAt(0)));
        words.append(word.substring(Character.charCount(word.codePointAt(0))));
      }
    }
    if (words.codePoints().noneMatch(Character::isLetter)) {
      throw new PostcarException.Configuration(
          "\"" + typed + "\" has no letter for a class name: describe the migration in words.");
    }
    return words.toString();
  }
}

package dev.postcar.internal.source;

import dev.postcar.MigrationId;
import dev.postcar.PostcarException;
import dev.postcar.internal.sql.EditDistance;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Finds the migration that somebody means. */
public final class MigrationSelector {

  private MigrationSelector() {}

  /**
   * Finds it by its simple name, {@code M} and digits, or digits alone (with its leading zeros),
   * each also after {@code package:} or {@code package.}; of the package an end is enough.
   *
   * @return the only one that it can mean
   * @throws PostcarException.Configuration if there is none, or more than one
   */
  public static MigrationId select(String text, Collection<MigrationId> all) {
    String meant = text.strip();
    List<MigrationId> found =
        all.stream().distinct().filter(id -> means(meant, id)).sorted().toList();
    if (found.size() == 1) {
      return found.get(0);
    }
    if (found.isEmpty()) {
      throw new PostcarException.Configuration(
          "No migration is called \"" + meant + "\"." + nearest(meant, all));
    }
    throw new PostcarException.Configuration(
        "\""
            + meant
            + "\" is ambiguous: "
            + found.stream().map(MigrationId::toString).collect(Collectors.joining(" or "))
            + ". Next: give more of the name.");
  }

  /** Whether a text can mean a migration. */
  public static boolean means(String text, MigrationId id) {
    int colon = text.lastIndexOf(':');
    int end = colon >= 0 ? colon : text.lastIndexOf('.');
    return isShort(text.substring(end + 1), id)
        && (end < 0 || isEnd(text.substring(0, end), id.packageName()));
  }

  private static boolean isShort(String text, MigrationId id) {
    return text.equals(id.name())
        || (text.indexOf('_') < 0
            && !id.sequence().isEmpty()
            && (text.equals(id.sequence()) || text.equals("M" + id.sequence())));
  }

  private static boolean isEnd(String text, String packageName) {
    return !text.isEmpty() && ("." + packageName).endsWith("." + text);
  }

  private static boolean sameNumber(String text, String sequence) {
    String digits = text.startsWith("M") ? text.substring(1) : text;
    return digits.chars().allMatch(c -> c >= '0' && c <= '9')
        && !digits.isEmpty()
        && withoutZeros(digits).equals(withoutZeros(sequence));
  }

  private static String withoutZeros(String digits) {
    return digits.replaceFirst("^0+", "");
  }

  private static String nearest(String text, Collection<MigrationId> all) {
    List<MigrationId> sameNumber =
        all.stream().filter(id -> sameNumber(text.strip(), id.sequence())).toList();
    if (sameNumber.size() == 1) {
      return " Did you mean " + sameNumber.get(0).name() + "?";
    }
    boolean full = text.indexOf('.') >= 0 || text.indexOf(':') >= 0;
    List<String> names = all.stream().map(id -> full ? id.toString() : id.name()).toList();
    String nearest = EditDistance.of(text.replace(':', '.'), names);
    return nearest == null ? " \"postcar status\" lists them." : " Did you mean " + nearest + "?";
  }
}

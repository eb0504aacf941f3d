package dev.postcar.source;

import dev.postcar.MigrationId;
import dev.postcar.PostcarException;
import dev.postcar.sql.Nearest;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Finds the migration that somebody means. */
public final class MigrationSelector {

  private MigrationSelector() {}

  /**
   * Finds it by its full name, simple name, {@code M} and digits, or digits alone; the last three
   * also after {@code package:} or {@code package.}.
   *
   * @param text what was typed
   * @param all the migrations there are
   * @return the only one that it can mean
   * @throws PostcarException.Configuration if there is none, or more than one
   */
  public static MigrationId select(String text, Collection<MigrationId> all) {
    List<MigrationId> found = all.stream().filter(id -> means(text.strip(), id)).toList();
    if (found.size() == 1) {
      return found.get(0);
    }
    if (found.isEmpty()) {
      throw new PostcarException.Configuration(
          "No migration is called \"" + text + "\"." + nearest(text, all));
    }
    throw new PostcarException.Configuration(
        "\""
            + text
            + "\" may mean "
            + found.stream().map(MigrationId::toString).collect(Collectors.joining(" or "))
            + ": write more of the name.");
  }

  private static boolean means(String text, MigrationId id) {
    String packageName = id.packageName();
    if (!packageName.isEmpty()
        && text.length() > packageName.length()
        && text.startsWith(packageName)
        && ":.".indexOf(text.charAt(packageName.length())) >= 0) {
      return isShort(text.substring(packageName.length() + 1), id);
    }
    return isShort(text, id);
  }

  private static boolean isShort(String text, MigrationId id) {
    return text.equals(id.name()) || text.equals(id.sequence()) || text.equals("M" + id.sequence());
  }

  private static String nearest(String text, Collection<MigrationId> all) {
    boolean full = text.indexOf('.') >= 0;
    List<String> names = all.stream().map(id -> full ? id.toString() : id.name()).toList();
    String nearest = Nearest.of(text, names);
    return nearest == null ? " \"postcar status\" lists them." : " Did you mean " + nearest + "?";
  }
}

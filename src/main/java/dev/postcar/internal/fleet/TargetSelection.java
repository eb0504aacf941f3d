package dev.postcar.internal.fleet;

import dev.postcar.PostcarException;
import dev.postcar.fleet.FleetTarget;
import dev.postcar.internal.os.Sha256;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which targets of a fleet are meant, and in what order.
 *
 * @param only patterns of names with {@code *} and {@code ?}; empty for all
 * @param except patterns of those that are left out
 * @param shard which part, from 1
 * @param shards of how many
 * @param order as the setting {@code fleet.order}
 */
public record TargetSelection(
    List<String> only, List<String> except, int shard, int shards, String order) {

  /**
   * Reads a part such as {@code 2/8}.
   *
   * @param part null for the whole
   * @throws PostcarException.Configuration if it is none
   */
  public static TargetSelection of(
      List<String> only, List<String> except, String part, String order) {
    if (part == null) {
      return new TargetSelection(only, except, 1, 1, order);
    }
    if (part.matches("[1-9]\\d{0,5}/[1-9]\\d{0,5}")) {
      String[] numbers = part.split("/", -1);
      int shard = Integer.parseInt(numbers[0]);
      int shards = Integer.parseInt(numbers[1]);
      if (shard <= shards) {
        return new TargetSelection(only, except, shard, shards, order);
      }
    }
    throw new PostcarException.Configuration(
        "--shard: \"" + part + "\" is not I/N with I from 1 to N, such as 2/8.");
  }

  /**
   * Selects.
   *
   * @throws PostcarException.Configuration if a pattern fits no target
   */
  public List<FleetTarget> of(List<FleetTarget> all) {
    refuseVain(all);
    List<FleetTarget> chosen = new ArrayList<>(all);
    chosen.removeIf(target -> !only.isEmpty() && !fits(only, target));
    chosen.removeIf(target -> fits(except, target));
    chosen.removeIf(target -> shards > 1 && shardOf(target.name()) != shard);
    if (!order.equals("given")) {
      chosen.sort(Comparator.comparing(FleetTarget::name));
    }
    if (order.startsWith("group")) {
      chosen.sort(Comparator.comparing(FleetTarget::group));
    }
    return chosen;
  }

  private void refuseVain(List<FleetTarget> all) {
    for (String pattern : only) {
      if (all.stream().noneMatch(target -> fits(List.of(pattern), target))) {
        throw new PostcarException.Configuration(
            "--targets: no target of the fleet matches " + pattern + ".");
      }
    }
  }

  /** By the name alone: which others there are does not matter. */
  private int shardOf(String name) {
    return new BigInteger(1, Sha256.of("postcar/v1/shard/" + name))
            .mod(BigInteger.valueOf(shards))
            .intValue()
        + 1;
  }

  private static boolean fits(List<String> patterns, FleetTarget target) {
    Predicate<String> any =
        pattern ->
            Pattern.compile(
                    Arrays.stream(pattern.split("(?<=[*?])|(?=[*?])", -1))
                        .map(
                            part -> part.equals("*") ? ".*" : part.equals("?") ? "." : quoted(part))
                        .collect(Collectors.joining()))
                .matcher(target.name())
                .matches();
    return patterns.stream().anyMatch(any);
  }

  private static String quoted(String part) {
    return part.isEmpty() ? "" : Pattern.quote(part);
  }
}

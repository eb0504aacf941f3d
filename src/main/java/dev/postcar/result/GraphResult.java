package dev.postcar.result;

import dev.postcar.Requires;
import dev.postcar.Since;
import dev.postcar.Until;
import dev.postcar.Uses;
import java.math.BigInteger;
import java.util.List;

/**
 * What depends on what.
 *
 * @param migrations by package, by sequence within each; required ones that are not there last
 * @param edges from what comes first to what comes after it
 * @param views the managed views, by name
 */
public record GraphResult(List<Node> migrations, List<Edge> edges, List<ViewNode> views)
    implements Result {

  /** Why one comes after another. */
  public enum Kind {
    /** It is the next one of its package. */
    SEQUENCE,
    /** It says so in {@link Requires}. */
    REQUIRES,
    /** A view says so in {@link Uses}. */
    USES,
    /** A view says so in {@link Since}. */
    SINCE,
    /** A view says so in {@link Until}: the migration removes it. */
    UNTIL
  }

  /**
   * One migration.
   *
   * @param id its full name
   * @param packageName its Java package
   * @param name its simple class name
   * @param sequence its number
   * @param there false for one that is required and is in no package of this run: then it must be
   *     applied already
   */
  public record Node(
      String id, String packageName, String name, BigInteger sequence, boolean there) {}

  /**
   * One managed view.
   *
   * @param id its full name
   * @param packageName its Java package
   * @param name its simple class name
   */
  public record ViewNode(String id, String packageName, String name) {}

  /**
   * One dependency.
   *
   * @param from the full name of what comes first
   * @param to the full name of what comes after it
   * @param kind why
   */
  public record Edge(String from, String to, Kind kind) {}
}

package dev.postcar.internal.operation;

import dev.postcar.PostcarException;
import dev.postcar.internal.catalog.CatalogSnapshot;
import dev.postcar.internal.catalog.Redefinition;
import dev.postcar.internal.config.Config;
import dev.postcar.internal.history.Recorded;
import dev.postcar.internal.scratch.ScratchDatabase;
import dev.postcar.internal.session.Connections;
import dev.postcar.internal.session.ServerSaid;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * A live schema and what the database remembers, of one moment; nothing is written or locked.
 *
 * @param recorded what the database remembers
 * @param config says which schema is the bookkeeping's, which is left out, and whether all others
 *     are compared or one
 */
record LiveSchema(CatalogSnapshot catalog, Recorded recorded, Config config) {

  private static final int TRIES = 5;

  /** Locked, a deadlock, and what vanished while its definition was read. */
  private static final Set<String> PASSING = Set.of("55P03", "40P01", "XX000", "42P01", "42704");

  /**
   * Reads both; again where a migration was committed in between.
   *
   * @throws PostcarException.Connection if the catalogs cannot be read
   * @throws PostcarException.Refusal if migrations are being run all the time
   */
  public static LiveSchema read(
      Connections connections, Supplier<Recorded> history, Config config) {
    try (Connection connection = connections.connectOnce()) {
      // Each reading is a transaction of its own, whatever the caller's pool is used to.
      connection.setAutoCommit(true);
      Recorded before = history.get();
      SQLException disturbance = null;
      for (int i = 0; i < TRIES; i++) {
        CatalogSnapshot catalog = null;
        try {
          catalog = read(connection, config);
          disturbance = null;
        } catch (SQLException e) {
          if (!PASSING.contains(String.valueOf(e.getSQLState()))) {
            throw e;
          }
          disturbance = e;
        }
        Recorded after = history.get();
        if (catalog != null
            && after.generation() == before.generation()
            && !after.hasUnfinished()) {
          return new LiveSchema(catalog, after, config);
        }
        before = after;
      }
      if (disturbance != null) {
        throw disturbed(disturbance);
      }
    } catch (SQLException e) {
      throw new PostcarException.Connection(
          "The catalog of the live database cannot be read: " + ServerSaid.of(e) + ".", e);
    }
    throw new PostcarException.Refusal(
        "Refused: a migration is running or interrupted in this database, so it does not match"
            + " its history. Nothing was changed. \"postcar status\" shows which; run drift"
            + " again when it is complete.");
  }

  private static CatalogSnapshot read(Connection connection, Config config) throws SQLException {
    return config.schema() == null
        ? CatalogSnapshot.of(connection, Set.of(config.namespace()))
        : CatalogSnapshot.inside(connection, config.schema());
  }

  private static PostcarException disturbed(SQLException e) {
    return new PostcarException.Refusal(
        "Refused: other sessions are changing this database or keep one of its tables locked, so"
            + " its schema cannot be read: "
            + e.getMessage()
            + ". Nothing was changed. drift does not wait long, because other sessions would queue"
            + " up after it. Next: rerun it later.",
        e,
        null);
  }

  /**
   * Reads the schema that was built to be like this one. What this one has as a dump leaves it is
   * read so there too.
   *
   * @param scratch where it was built, with the settings of the live database
   * @throws PostcarException.Connection if the catalogs cannot be read
   */
  public CatalogSnapshot like(ScratchDatabase scratch, List<String> texts) {
    try (Connection connection = scratch.connect()) {
      CatalogSnapshot built = read(connection, config);
      Map<String, String> again = again(connection, built);
      scratch.giveBack();
      // What no migration sets was given to the database by others, and is as it should be.
      catalog
          .objects()
          .forEach(
              (key, definition) -> {
                if (isSetting(key) && !isSet(key, texts)) {
                  again.put(key, definition);
                }
              });
      return read(connection, config)
          .with(again, key -> !isSetting(key) || again.containsKey(key) || isSet(key, texts));
    } catch (SQLException e) {
      throw new PostcarException.Connection(
          "The catalog of the scratch database cannot be read: " + ServerSaid.of(e) + ".", e);
    }
  }

  private static boolean isSetting(String key) {
    return key.startsWith("setting ");
  }

  /** The settings of the live database are those of the scratch database, whoever made them. */
  private boolean isSet(String key, List<String> texts) {
    String name = Pattern.quote(key.substring(8, key.indexOf(' ', 8)));
    String where = catalog.objects().containsKey(key) ? "" : "in database\\b.*";
    Pattern set =
        Pattern.compile(
            "(?is)\\balter\\s+(database|role|user)\\b.*" + where + "\\b" + name + "\\b");
    return texts.stream().anyMatch(text -> set.matcher(text).find());
  }

  private Map<String, String> again(Connection connection, CatalogSnapshot built)
      throws SQLException {
    Set<String> differing = new TreeSet<>(built.objects().keySet());
    differing.removeIf(key -> built.objects().get(key).equals(catalog.objects().get(key)));
    differing.retainAll(catalog.objects().keySet());
    Map<String, String> again =
        differing.isEmpty()
            ? new HashMap<>()
            : new HashMap<>(Redefinition.of(connection, differing, built));
    again.entrySet().removeIf(one -> !one.getValue().equals(catalog.objects().get(one.getKey())));
    return again;
  }
}

package dev.postcar.internal.fleet;

import dev.postcar.PostcarException;
import dev.postcar.internal.config.Config;
import dev.postcar.internal.config.Setting;
import dev.postcar.internal.sql.Quote;

/** What a target's schema changes in the configuration. */
public final class TargetConfig {

  private TargetConfig() {}

  /**
   * The configuration for one target: the search_path and the bookkeeping follow its schema.
   *
   * @param schema null for a whole database
   * @param shared whether the schemas of a database have one bookkeeping
   * @throws PostcarException.Configuration if the name of its bookkeeping is too long
   */
  public static Config of(Config config, String schema, boolean shared) {
    Config own = config.with(Config.Given.FLAG, null).with(Config.Given.SCHEMA, schema);
    if (schema == null) {
      return own;
    }
    String path = Quote.identifier(schema);
    String further = config.searchPath();
    own = own.with(Setting.SEARCH_PATH, further == null ? path : path + ", " + further);
    if (shared) {
      return own.with(Config.Given.TARGET, schema);
    }
    try {
      return own.with(Setting.NAMESPACE, config.namespace() + "_" + schema);
    } catch (PostcarException.Configuration e) {
      throw new PostcarException.Configuration(
          "The schema of its bookkeeping would be %s_%s, which PostgreSQL would not take: a name has at most 63 bytes.\nState: nothing was changed.\nNext: choose a shorter namespace, or fleet { bookkeeping = 'shared' }."
              .formatted(config.namespace(), schema),
          e);
    }
  }
}

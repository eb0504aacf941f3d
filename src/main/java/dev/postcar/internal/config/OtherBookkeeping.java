package dev.postcar.internal.config;

/**
 * Where the history of a schema would be if its bookkeeping were shared, or were not.
 *
 * @param config of a target that is a schema
 */
public record OtherBookkeeping(Config config) {

  /** The schema of that bookkeeping. */
  public String namespace() {
    String own = "_" + config.schema();
    String namespace = config.namespace();
    return config.target().isEmpty()
        ? namespace.substring(0, namespace.length() - own.length())
        : namespace + own;
  }

  /** How to open it. */
  public Config place() {
    return config
        .with(Setting.NAMESPACE, namespace())
        .with(Config.Given.TARGET, config.target().isEmpty() ? config.schema() : "")
        .with(Config.Given.SCHEMA, null);
  }
}

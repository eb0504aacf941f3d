package dev.postcar;

/** What the build writes into this class. */
final class Build {

  static final String VERSION = "${project.version}";

  private Build() {}
}

package dev.postcar;

/** What the build writes into this class. */
final class Build {

  static final String VERSION = "${project.version}";
  static final String GROOVY = "${groovy.version}";

  private Build() {}
}

package dev.postcar.cli;

/**
 * What a command has to say at its end.
 *
 * @param json the result as a document
 * @param text the result for people; null for one that was printed already
 * @param exitCode 0, or 6 where the result is what was found
 */
record Output(Object json, String text, int exitCode) {

  Output(Object json, String text) {
    this(json, text, 0);
  }
}

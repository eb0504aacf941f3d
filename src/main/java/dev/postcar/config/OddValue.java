package dev.postcar.config;

/** A value that only Groovy knows what to do with, or how to complain of. */
final class OddValue extends Exception {

  private static final long serialVersionUID = 1;

  OddValue() {
    super("odd value", null, false, false);
  }
}

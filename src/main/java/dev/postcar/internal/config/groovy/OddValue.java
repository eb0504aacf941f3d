package dev.postcar.internal.config.groovy;

/** A value that only Groovy knows what to do with, or how to complain of. */
public final class OddValue extends Exception {

  private static final long serialVersionUID = 1;

  OddValue() {
    super("odd value", null, false, false);
  }
}

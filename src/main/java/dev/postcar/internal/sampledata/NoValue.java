package dev.postcar.internal.sampledata;

/** No value was found that a column accepts. */
final class NoValue extends Exception {

  private static final long serialVersionUID = 1;

  NoValue(String message) {
    super(message);
  }
}

package dev.postcar.junit;

import java.util.function.Supplier;

/** A value that is made at first use; a failure is kept like a value. */
final class Once<T> {

  private Supplier<T> maker;
  private T value;
  private PreparationFailure failure;

  Once(Supplier<T> maker) {
    this.maker = maker;
  }

  synchronized T get() {
    if (maker != null) {
      try {
        value = maker.get();
      } catch (PreparationFailure e) {
        failure = e;
      }
      maker = null;
    }
    if (failure != null) {
      throw failure;
    }
    return value;
  }

  /** The value, if it has been made. */
  synchronized T peek() {
    return value;
  }
}

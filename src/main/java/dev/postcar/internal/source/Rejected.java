package dev.postcar.internal.source;

/** A class that is no sound migration, and why: what to put behind its name. */
final class Rejected extends Exception {

  private static final long serialVersionUID = 1L;

  Rejected(String problem) {
    super(problem);
  }

  Rejected(String problem, Throwable cause) {
    super(problem, cause);
  }
}

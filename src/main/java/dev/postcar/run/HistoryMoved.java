package dev.postcar.run;

/** Another runner has written the history since the plan was made: read and plan again. */
final class HistoryMoved extends RuntimeException {
  private static final long serialVersionUID = 1L;

  HistoryMoved() {
    super(null, null, false, false);
  }
}

package dev.postcar.internal.history;

/** Another runner has written the history since the plan was made: read and plan again. */
public final class HistoryMoved extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public HistoryMoved() {
    super(null, null, false, false);
  }
}

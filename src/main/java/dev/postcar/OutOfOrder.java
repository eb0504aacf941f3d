package dev.postcar;

/** What is done with a pending migration that is older than the newest applied one. */
public enum OutOfOrder {
  /** The run is refused. */
  REFUSE,
  /** It runs, with a warning. */
  WARN,
  /** It runs. */
  RUN
}

package dev.postcar.spring;

/** What is done when an application starts: {@code postcar.on-start}. */
public enum OnStart {
  /** Applies what is pending; waits while another replica does. */
  MIGRATE,
  /** Starts only if nothing is pending, changed or interrupted; writes nothing. */
  VALIDATE,
  /** Waits until somebody else, such as a job, has applied what is pending; writes nothing. */
  WAIT,
  /** Nothing: the {@link dev.postcar.Postcar} bean is there to be used. */
  NONE
}

package dev.postcar;

/** Which postcar this is. */
public final class Version {

  private Version() {}

  /**
   * The version of this build.
   *
   * @return such as {@code 0.2.0}
   */
  public static String text() {
    return Build.VERSION;
  }
}

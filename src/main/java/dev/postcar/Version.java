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

  /**
   * The version of Groovy that this build is made for; Groovy is not loaded to know it.
   *
   * @return such as {@code 6.0.0}
   */
  public static String groovy() {
    return Build.GROOVY;
  }
}

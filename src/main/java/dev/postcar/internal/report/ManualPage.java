package dev.postcar.internal.report;

/** Where the manual can be read. */
public final class ManualPage {

  /** What the addresses of its pages start with; empty while no host has them. */
  private static final String DOCS_URL = "";

  private ManualPage() {}

  /** The page of a hint. */
  public static String ofHint(String id) {
    return DOCS_URL + "hints/" + id + ".html";
  }
}

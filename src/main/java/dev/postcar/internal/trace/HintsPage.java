package dev.postcar.internal.trace;

import java.util.Locale;

/** The page of the manual that is made of the hints. */
public final class HintsPage {

  /** What the addresses of the manual's pages start with; empty while no host has them. */
  private static final String DOCS_URL = "";

  private HintsPage() {}

  /** The address of a hint's own page on the site. */
  public static String address(String id) {
    return DOCS_URL + "hints/" + id + ".html";
  }

  /** The page as Markdown. */
  static String text() {
    StringBuilder page =
        new StringBuilder(
            """
            # Hints of `postcar trace`

            Generated from the hints themselves. Each example is a test: the first one makes the hint
            fire, the second one does not. A `-- next migration` line separates two migrations;
            statements with `concurrently` need `@NonTransactional`. With `--stats` a hint about
            blocking is raised by one level for large tables, lowered for small ones, and info for empty
            ones. What is meant to be so is allowed: [allowed hazards](trace.md#allowed-hazards).

            The examples use these existing tables:

            ```sql
            """);
    page.append(Hints.SETUP).append("```\n\n| hint | level | blocks |\n|---|---|---|\n");
    for (Hint hint : Hints.ALL) {
      page.append(
          "| [`%s`](#%s) | %s | %s |\n".formatted(hint.id(), hint.id(), level(hint), blocks(hint)));
    }
    Hints.ALL.forEach(hint -> page.append(chapter(hint)));
    return page.toString();
  }

  private static String chapter(Hint hint) {
    return """

    ## %s
    %s. *%s*, blocks %s.

    %s

    **Safer:** %s

    ```sql
    %s
    ```
    ```sql
    %s
    ```
    """
        .formatted(
            hint.id(),
            hint.matches(),
            level(hint),
            blocks(hint),
            problem(hint),
            hint.safer(),
            hint.bad().strip(),
            String.join("\n-- next migration\n", hint.good()).strip());
  }

  private static String problem(Hint hint) {
    String object = object(hint);
    String text =
        hint.message(new Hint.Match(object, null))
            .replaceFirst(" Safer: .*", "")
            .replace(", " + object + ",", "")
            .replace(": " + object + ".", ".");
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }

  private static String object(Hint hint) {
    return switch (hint.id()) {
      case "add-column-not-null-without-default", "drop-column" -> "the column";
      case "rename-view" -> "the view";
      case "rename-enum-value" -> "the enum";
      case "change-publication" -> "the publication";
      case "change-subscription" -> "the subscription";
      case "update-extension" -> "the extension";
      default ->
          ColumnTypeHints.ALL.contains(hint)
              ? "the column"
              : SequenceHints.ALL.contains(hint) ? "the sequence" : "the table";
    };
  }

  /**
   * What happens, without the safer way.
   *
   * @param id of a hint that exists
   * @param objects what it happens to
   */
  public static String problem(String id, String objects) {
    return hint(id).problem().replace("%s", objects);
  }

  /** What is done in its place. */
  public static String safer(String id) {
    return hint(id).safer();
  }

  private static Hint hint(String id) {
    return Hints.ALL.stream().filter(hint -> hint.id().equals(id)).findFirst().orElseThrow();
  }

  private static String level(Hint hint) {
    return hint.level().name().toLowerCase(Locale.ROOT);
  }

  private static String blocks(Hint hint) {
    return hint.blocks().text();
  }
}

package dev.postcar;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The links and pictures of the manual lead somewhere. */
final class DocsLinksTest {

  private static final Path DOCS = Path.of("src", "docs");

  /** A link or a picture; a link may break its line. */
  private static final Pattern LINK = Pattern.compile("(!?)\\[([^\\]]*)\\]\\(([^)\\s]+)\\)");

  private static List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.walk(DOCS)) {
      return Stream.concat(
              Stream.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md").map(Path::of),
              files.filter(file -> file.toString().endsWith(".md")))
          .toList();
    }
  }

  @Test
  void everyRelativeLinkAndItsAnchorExist() throws IOException {
    List<String> broken = new ArrayList<>();
    int links = 0;
    for (Path page : pages()) {
      for (MatchResult link : links(page)) {
        String target = link.group(3);
        if (target.matches("[a-z]+:.*")) {
          continue;
        }
        links++;
        String[] parts = target.split("#", 2);
        Path file = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
        if (!Files.exists(file)) {
          broken.add(page + ": " + target);
        } else if (parts.length == 2 && !anchors(file).contains(parts[1])) {
          broken.add(page + ": " + target + " has no such heading");
        }
      }
    }
    assertThat(broken).isEmpty();
    assertThat(links).isGreaterThan(200);
  }

  @Test
  void everyPictureIsUsedAndHasAnAltText() throws IOException {
    Set<Path> used = new HashSet<>();
    for (Path page : pages()) {
      for (MatchResult link : links(page)) {
        if (!link.group(1).isEmpty()) {
          used.add(page.resolveSibling(link.group(3)).normalize());
          assertThat(link.group(2)).as("%s in %s", link.group(3), page).hasSizeGreaterThan(20);
        }
      }
    }
    try (Stream<Path> pictures = Files.list(DOCS.resolve("pictures"))) {
      assertThat(pictures).containsExactlyInAnyOrderElementsOf(used);
    }
  }

  private static List<MatchResult> links(Path page) throws IOException {
    return LINK.matcher(prose(page)).results().toList();
  }

  /** Without code, in which brackets are no links. */
  private static String prose(Path page) throws IOException {
    return Files.readString(page)
        .replaceAll("(?ms)^ *```.*?^ *```", "")
        .replaceAll("(?m)^ {4,}.*$", "")
        .replaceAll("`[^`]+`", "`code`");
  }

  /** As GitHub and the site make them of headings; a heading that comes again has a number. */
  private static Set<String> anchors(Path page) throws IOException {
    Set<String> anchors = new HashSet<>();
    String text = Files.readString(page).replaceAll("(?ms)^ *```.*?^ *```", "");
    for (MatchResult heading :
        Pattern.compile("(?m)^#{1,6} (.+)$").matcher(text).results().toList()) {
      String name =
          heading
              .group(1)
              .replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1")
              .strip()
              .toLowerCase(Locale.ROOT)
              .replaceAll("[^\\p{L}\\p{M}\\p{N}\\p{Pc}\\- ]", "")
              .replace(' ', '-');
      String anchor = name;
      for (int again = 1; !anchors.add(anchor); again++) {
        anchor = name + "-" + again;
      }
    }
    return anchors;
  }
}

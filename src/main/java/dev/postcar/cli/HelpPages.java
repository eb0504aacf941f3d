package dev.postcar.cli;

import dev.postcar.Version;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The pages of the help, written when the distribution is built: to make them of the commands'
 * specifications takes longer than to start the JVM. Only their lines are broken at each call.
 */
final class HelpPages {

  private static final List<String> FLAGS = List.of("--help", "-h");

  private HelpPages() {}

  /**
   * The page that a command line asks for and nothing else.
   *
   * @return its name; null if it asks for something else
   */
  static String name(String... args) {
    List<String> words = new ArrayList<>(List.of(args));
    boolean asks = words.removeIf(FLAGS::contains) || args.length == 0;
    if (!words.isEmpty() && words.get(0).equals("help") && (words.size() == 2 || !asks)) {
      words.remove(0);
      asks = true;
    }
    if (!asks || words.size() > 1) {
      return null;
    }
    return words.isEmpty() ? Grammar.PROGRAM : named(words.get(0));
  }

  /** The page of a command or of the options; null if there is none of that name. */
  static String named(String word) {
    Grammar.Entry command = Grammar.named(word);
    if (command != null) {
      return command.name();
    }
    return word.equals(HelpText.OPTIONS) ? word : null;
  }

  /** A page, laid out for a terminal of that many columns. */
  static String page(String name, int width) {
    try (InputStream page = HelpPages.class.getResourceAsStream("help/" + name + ".txt")) {
      String text =
          page == null
              ? HelpText.of(name)
              : new String(page.readAllBytes(), StandardCharsets.UTF_8);
      return new HelpLayout(width).of(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Writes all pages and the manual page; called by the build.
   *
   * @param args the directory of the pages, the file of the manual page
   * @throws IOException if that is not possible
   */
  public static void main(String[] args) throws IOException {
    Path directory = Files.createDirectories(Path.of(args[0]));
    for (String name : HelpText.names()) {
      Files.writeString(directory.resolve(name + ".txt"), HelpText.of(name));
    }
    Path manual = Path.of(args[1]);
    Files.createDirectories(manual.getParent());
    Files.writeString(manual, ManPage.of(Version.text()));
  }
}

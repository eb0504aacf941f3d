package dev.postcar.source;

import dev.postcar.MigrationId;
import dev.postcar.PostcarException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.lang.model.SourceVersion;

/** Writes the next migration of a package, for somebody to fill in. */
public final class Skeleton {

  private static final Pattern FILE = Pattern.compile("M(\\d{4,})_\\w+\\.java");
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Skeleton() {}

  /** What kind of migration to write. */
  public enum Kind {
    /** SQL text. */
    SQL,
    /** Java code. */
    CODE
  }

  /**
   * What to write.
   *
   * @param name words in any form: {@code add_users}, {@code AddUsers}, {@code "add users"}
   * @param packageName which package
   * @param kind SQL or code
   * @param timestamp whether the sequence is the time (UTC) rather than the next number
   * @param sources roots of source files; the first is written to
   * @param templates a directory with {@code sql.java.template} or {@code code.java.template} in
   *     place of postcar's own; null for none
   */
  public record Request(
      String name,
      String packageName,
      Kind kind,
      boolean timestamp,
      List<Path> sources,
      Path templates) {}

  /**
   * Writes it.
   *
   * @param request what to write
   * @return the new file
   * @throws PostcarException.Configuration if there is no sources directory, the name has no
   *     letter, or the file exists already
   */
  public static Path write(Request request) {
    if (request.sources().isEmpty()) {
      throw new PostcarException.Configuration(
          "No sources directory is configured: say where to write, for example"
              + " sources = ['src/main/java'] in the conf script, or --sources.");
    }
    if (!SourceVersion.isName(request.packageName())) {
      throw new PostcarException.Configuration(
          "\"" + request.packageName() + "\" is not the name of a Java package.");
    }
    String words = words(request.name());
    try {
      String type = "M" + sequence(request) + "_" + words;
      Path folder = request.sources().get(0).resolve(request.packageName().replace('.', '/'));
      Files.createDirectories(folder);
      Path file = folder.resolve(type + ".java");
      String text =
          template(request)
              .replace("{{package}}", request.packageName())
              .replace("{{class}}", type)
              .replace("{{name}}", words);
      Files.writeString(file, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      return file;
    } catch (IOException e) {
      throw new PostcarException.Configuration("The migration cannot be written: " + e + ".", e);
    }
  }

  private static String words(String name) {
    StringBuilder words = new StringBuilder();
    for (String word : name.split("[^\\p{L}\\p{N}]+", -1)) {
      if (!word.isEmpty()) {
        words.appendCodePoint(Character.toUpperCase(word.codePointAt(0)));
        words.append(word.substring(Character.charCount(word.codePointAt(0))));
      }
    }
    if (words.codePoints().noneMatch(Character::isLetter)) {
      throw new PostcarException.Configuration(
          "\"" + name + "\" has no letter to make a class name of: say what the migration does.");
    }
    return words.toString();
  }

  private static String sequence(Request request) throws IOException {
    if (request.timestamp()) {
      return STAMP.format(Instant.now());
    }
    BigInteger highest = BigInteger.ZERO;
    int width = 4;
    for (Path root : request.sources()) {
      Path folder = root.resolve(request.packageName().replace('.', '/'));
      if (!Files.isDirectory(folder)) {
        continue;
      }
      try (Stream<Path> list = Files.list(folder)) {
        for (Path file : list.toList()) {
          Matcher matcher = FILE.matcher(file.getFileName().toString());
          if (matcher.matches()) {
            highest = highest.max(new BigInteger(matcher.group(1)));
            width = Math.max(width, matcher.group(1).length());
          }
        }
      }
    }
    String digits = highest.add(BigInteger.ONE).toString();
    return "0".repeat(Math.max(0, width - digits.length())) + digits;
  }

  private static String template(Request request) throws IOException {
    String name = request.kind().name().toLowerCase(Locale.ROOT) + ".java.template";
    if (request.templates() != null && Files.exists(request.templates().resolve(name))) {
      return Files.readString(request.templates().resolve(name));
    }
    try (InputStream in = Skeleton.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /**
   * The next free identity, for messages.
   *
   * @param file a file that {@link #write} has written
   * @param packageName its package
   * @return its identity
   */
  public static MigrationId idOf(Path file, String packageName) {
    String name = file.getFileName().toString();
    return new MigrationId(packageName, name.substring(0, name.length() - ".java".length()));
  }
}

package dev.postcar.internal.source.edit;

import dev.postcar.MigrationId;
import dev.postcar.PostcarException;
import dev.postcar.internal.os.PrivateFiles;
import dev.postcar.internal.os.TextFile;
import dev.postcar.internal.source.PackageName;
import dev.postcar.internal.source.PackageSuggestion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Writes the next migration of a package, for somebody to fill in. */
public final class Skeleton {

  private Skeleton() {}

  /** What kind of migration to write. */
  public enum Kind {
    /** SQL text. */
    SQL,
    /** Java code. */
    CODE,
    /** A managed view, which has no number. */
    VIEW
  }

  /**
   * What to write.
   *
   * @param name words in any form: {@code add_users}, {@code AddUsers}, {@code "add users"}
   * @param kind SQL, code or view
   * @param format {@code sql} or {@code java}; null for that of the newest migration of the
   *     package, else {@code java}
   * @param timestamp whether the sequence is the time (UTC) rather than the next number
   * @param sources roots of source files; the first is written to
   * @param templates a directory with {@code sql.java.template}, {@code code.java.template} or
   *     {@code view.java.template}, or {@code sql.sql.template} and {@code view.sql.template}, in
   *     place of postcar's own; in them <code>{{package}}</code>, <code>{{class}}</code> and <code>
   *     {{name}}</code> stand for what they say, and <code>{{sql}}</code> for the name in snake
   *     case; null for none
   * @param available migrations that exist as classes, whose sequences are not free either
   */
  public record Request(
      String name,
      String packageName,
      Kind kind,
      String format,
      boolean timestamp,
      List<Path> sources,
      Path templates,
      Collection<MigrationId> available) {

    /** Takes copies. */
    public Request {
      sources = List.copyOf(sources);
      available = List.copyOf(available);
    }

    /** With nothing known of compiled migrations. */
    public Request(
        String name,
        String packageName,
        Kind kind,
        boolean timestamp,
        List<Path> sources,
        Path templates) {
      this(name, packageName, kind, null, timestamp, sources, templates, List.of());
    }
  }

  /** The migrations of a package in a class path, whose sequences are not free either. */
  public static List<MigrationId> compiled(String packageName, List<Path> classpath) {
    return PackageSuggestion.compiled(packageName, classpath);
  }

  /**
   * Writes it.
   *
   * @throws PostcarException.Configuration if there is no sources directory, the name gives no
   *     class name, the templates directory is not there, or the file cannot be written
   */
  public static Path write(Request request) {
    return write(request, Clock.systemUTC());
  }

  static Path write(Request request, Clock clock) {
    refuse(request);
    String words = MigrationWords.of(request.name());
    try {
      String format = format(request);
      String type = request.kind() == Kind.VIEW ? words : numbered(request, words, clock);
      String text =
          template(request, format)
              .replace("{{package}}", request.packageName())
              .replace("{{class}}", type)
              .replace("{{sql}}", snake(words))
              .replace("{{name}}", words);
      Path folder = request.sources().get(0).resolve(request.packageName().replace('.', '/'));
      boolean view = request.kind() == Kind.VIEW && format.equals("sql");
      Path file = folder.resolve(type + (view ? ".view." : ".") + format);
      PrivateFiles.writeNew(file, text);
      return file;
    } catch (FileAlreadyExistsException e) {
      throw new PostcarException.Configuration(
          e.getFile() + " already exists: remove it, or try again.", e);
    } catch (IOException e) {
      throw new PostcarException.Configuration("The migration cannot be written: " + e + ".", e);
    }
  }

  private static String format(Request request) throws IOException {
    if (request.kind() == Kind.CODE) {
      if ("sql".equals(request.format())) {
        throw new PostcarException.Configuration(
            "--kind code is written in Java: omit --format sql.");
      }
      return "java";
    }
    return request.format() != null ? request.format() : NextSequence.formatOf(request);
  }

  private static String numbered(Request request, String words, Clock clock) throws IOException {
    NextSequence next = NextSequence.of(request);
    return "M" + (request.timestamp() ? next.time(clock) : next.number()) + "_" + words;
  }

  /** {@code BookSales} as SQL would write it: {@code book_sales}. */
  private static String snake(String words) {
    return words.replaceAll("(?<=[^\\p{Lu}_])(?=\\p{Lu})", "_").toLowerCase(Locale.ROOT);
  }

  private static void refuse(Request request) {
    if (request.kind() == Kind.VIEW && request.timestamp()) {
      throw new PostcarException.Configuration(
          "--timestamp numbers a migration; a view has no number: omit it.");
    }
    if (request.sources().isEmpty()) {
      throw new PostcarException.Configuration(
          "No sources directory is configured. Next: set where to write, for example"
              + " sources = ['src/main/java'] in the conf script, or --sources.");
    }
    if (!PackageName.isOne(request.packageName())) {
      throw new PostcarException.Configuration(
          "\"" + request.packageName() + "\" is not the name of a Java package.");
    }
    if (request.templates() != null && !Files.isDirectory(request.templates())) {
      throw new PostcarException.Configuration(
          "templates: " + request.templates() + " is not a directory.");
    }
  }

  private static String template(Request request, String format) throws IOException {
    String name = request.kind().name().toLowerCase(Locale.ROOT) + "." + format + ".template";
    if (request.templates() != null && Files.exists(request.templates().resolve(name))) {
      return TextFile.read(request.templates().resolve(name));
    }
    try (InputStream in = Skeleton.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /**
   * The identity of what was written.
   *
   * @param file a file that {@link #write} has written
   */
  public static MigrationId idOf(Path file, String packageName) {
    String name = file.getFileName().toString();
    return new MigrationId(packageName, name.substring(0, name.indexOf('.')));
  }
}

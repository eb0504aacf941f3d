package dev.postcar.internal.source;

import dev.postcar.MigrationId;
import dev.postcar.internal.os.TextFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A SQL file whose name makes it a migration or a managed view; not yet read.
 *
 * @param id what it is called
 * @param view whether it is a view
 * @param place where it lies, for messages
 */
record SqlFile(MigrationId id, boolean view, String place, Content content) {

  static final String EXTENSION = ".sql";
  private static final String VIEW = ".view.sql";

  /** Opens it. */
  interface Content {
    InputStream open() throws IOException;
  }

  /**
   * Makes one of a file in a package's folder; empty for a name that is neither a migration's nor a
   * view's.
   */
  static Optional<SqlFile> of(String packageName, String name, String place, Content content) {
    boolean view = name.endsWith(VIEW);
    String simple = name.substring(0, name.length() - (view ? VIEW : EXTENSION).length());
    boolean fits =
        view ? PackageName.isOne(simple) && simple.indexOf('.') < 0 : MigrationId.isName(simple);
    return fits
        ? Optional.of(new SqlFile(new MigrationId(packageName, simple), view, place, content))
        : Optional.empty();
  }

  /** One below a source directory. */
  static Optional<SqlFile> of(String packageName, Path file) {
    String name = file.getFileName().toString();
    return of(packageName, name, CompileErrors.shown(file), () -> Files.newInputStream(file));
  }

  /** The one of an identity below the source directories, else on a class path; null for none. */
  static SqlFile find(MigrationId id, SourceRequest request, ClassLoader loader) {
    String folder = id.packageName().replace('.', '/');
    for (String name : new String[] {id.name() + EXTENSION, id.name() + VIEW}) {
      for (Path root : request.sources()) {
        Path file = root.resolve(folder).resolve(name);
        if (Files.isRegularFile(file)) {
          return of(id.packageName(), file).orElse(null);
        }
      }
      String resource = folder.isEmpty() ? name : folder + "/" + name;
      if (loader.getResource(resource) != null) {
        SqlFile.Content content = () -> loader.getResourceAsStream(resource);
        return of(id.packageName(), name, resource, content).orElse(null);
      }
    }
    return null;
  }

  /** Its text: UTF-8, without a byte order mark, each line ended by a line feed alone. */
  String text() throws Rejected {
    try (InputStream in = content.open()) {
      return TextFile.read(in).replace("\r\n", "\n");
    } catch (TextFile.TooLong e) {
      throw new Rejected(e.getMessage() + ": load the data with a code migration");
    } catch (IOException e) {
      throw new Rejected("it cannot be read as UTF-8 (" + e.getMessage() + "): save it as UTF-8");
    }
  }
}

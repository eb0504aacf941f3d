package dev.postcar.internal.scratch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Extensions that a private server lets the owner of a database create, though as they come a
 * superuser is needed: their scripts come with the server's own programs.
 *
 * <p>None reaches files, programs, other servers or the bytes of pages: not file_fdw, adminpack,
 * dblink, postgres_fdw, pageinspect, pg_surgery, xml2, and no untrusted language.
 */
final class SafeExtensions {

  private static final String TRUSTED = "trusted = true";
  private static final String NAMES =
      "amcheck autoinc bloom earthdistance insert_username intagg moddatetime pg_buffercache"
          + " pg_freespacemap pg_prewarm pg_stat_statements pg_visibility pgrowlocks pgstattuple"
          + " refint sslinfo";

  private SafeExtensions() {}

  /** Says so in their control files, unless it is said already. */
  static void trust(Path home) throws IOException {
    Path folder = home.resolve("share/postgresql/extension");
    for (String name : NAMES.split(" ", -1)) {
      Path control = folder.resolve(name + ".control");
      String text = Files.exists(control) ? Files.readString(control) : TRUSTED;
      if (!text.contains(TRUSTED) && Files.isWritable(folder)) {
        // Others may be reading it: it is replaced, never half written.
        Path fresh = Files.createTempFile(folder, name, ".tmp");
        Files.copy(
            control,
            fresh,
            StandardCopyOption.REPLACE_EXISTING,
            StandardCopyOption.COPY_ATTRIBUTES);
        Files.writeString(fresh, text.stripTrailing() + "\n" + TRUSTED + "\n");
        Files.move(fresh, control, StandardCopyOption.ATOMIC_MOVE);
      }
    }
  }
}

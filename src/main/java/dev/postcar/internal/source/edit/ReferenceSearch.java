package dev.postcar.internal.source.edit;

import dev.postcar.MigrationId;
import dev.postcar.internal.source.SourceFiles;
import dev.postcar.internal.source.SourceRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Finds the places in sources that name some migrations; needs a compiler for Java files alone. */
final class ReferenceSearch {

  private ReferenceSearch() {}

  /**
   * Finds them.
   *
   * @param request whose sources these are
   * @param files in which to look
   * @param ids the migrations that are looked for
   * @return each file's in ascending order
   * @throws IOException if a source cannot be read
   * @throws dev.postcar.PostcarException.Source if one is named in a way that cannot be changed
   */
  static List<Reference> find(SourceRequest request, List<Path> files, Collection<MigrationId> ids)
      throws IOException {
    Map<String, MigrationId> byName =
        ids.stream().collect(Collectors.toMap(MigrationId::toString, Function.identity()));
    Map<Path, String> sql = SourceFiles.of(request).sql();
    List<Path> java = new ArrayList<>();
    List<Reference> all = new ArrayList<>();
    for (Path file : files) {
      String text = Files.readString(file);
      boolean suspect = ids.stream().anyMatch(id -> text.contains(id.name()));
      if (suspect && sql.containsKey(file)) {
        all.addAll(DirectiveReferences.find(file, sql.get(file), text, byName));
      } else if (suspect) {
        java.add(file);
      }
    }
    if (!java.isEmpty()) {
      all.addAll(References.find(request, java, byName));
    }
    return all;
  }
}

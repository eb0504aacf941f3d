package dev.postcar.internal.source.edit;

import dev.postcar.MigrationId;
import dev.postcar.PostcarException;
import dev.postcar.internal.source.AvailableMigration;
import dev.postcar.internal.source.CompileErrors;
import dev.postcar.internal.source.SourceFiles;
import dev.postcar.internal.source.SourceRequest;
import dev.postcar.options.SquashOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Works out a squash, or says why there can be none; writes nothing. */
public final class SquashPlan {

  private final SourceRequest request;
  private final List<AvailableMigration> all;
  private final List<AvailableMigration> parts;
  private final MigrationId id;

  private SquashPlan(
      SourceRequest request,
      List<AvailableMigration> all,
      List<AvailableMigration> parts,
      MigrationId id) {
    this.request = request;
    this.all = all;
    this.parts = parts;
    this.id = id;
  }

  /**
   * Works it out.
   *
   * @param options the squash's name, and whether CONCURRENTLY is left out
   * @throws PostcarException.Configuration if there are no sources, or the two are no run
   * @throws PostcarException.Refusal if one of the run cannot be part of a squash
   */
  public static Squash of(
      SourceRequest request,
      List<AvailableMigration> all,
      MigrationId from,
      MigrationId to,
      SquashOptions options) {
    if (request.sources().isEmpty()) {
      throw new PostcarException.Configuration(
          "No sources directory is configured. Next: set the root folder of the migrations, for"
              + " example sources = ['src/main/java'] in the conf script, or --sources.");
    }
    List<AvailableMigration> parts = run(all, from, to);
    if (options.plainIndexes()) {
      parts = parts.stream().map(PlainIndexes::of).toList();
    }
    SquashPlan plan = new SquashPlan(request, all, parts, named(from, to, options.name()));
    try {
      return plan.squash();
    } catch (IOException e) {
      throw new PostcarException.Source("The sources cannot be read: " + e + ".", e);
    }
  }

  private static List<AvailableMigration> run(
      List<AvailableMigration> all, MigrationId from, MigrationId to) {
    if (!from.packageName().equals(to.packageName())) {
      throw new PostcarException.Configuration(
          "%s and %s belong to different packages: squash combines migrations of one package."
              .formatted(from, to));
    }
    List<AvailableMigration> run =
        all.stream()
            .filter(one -> one.id().packageName().equals(from.packageName()))
            .filter(one -> one.id().compareTo(from) >= 0 && one.id().compareTo(to) <= 0)
            .toList();
    if (run.size() < 2) {
      throw new PostcarException.Configuration(
          from.compareTo(to) > 0
              ? to + " comes before " + from + ": swap them."
              : "There is nothing to squash from " + from.name() + " to " + to.name() + ".");
    }
    return run;
  }

  /** With the digits of the last one, as all that follow come after it. */
  private static MigrationId named(MigrationId from, MigrationId to, String name) {
    String words;
    if (name == null) {
      words = "SquashedFrom" + from.sequence();
    } else if (name.strip().startsWith("M" + to.sequence() + "_")) {
      words = MigrationWords.of(name.strip().substring(to.sequence().length() + 2));
    } else {
      words = MigrationWords.of(name);
    }
    return new MigrationId(to.packageName(), "M" + to.sequence() + "_" + words);
  }

  private Squash squash() throws IOException {
    List<Path> files = new ArrayList<>();
    refuse(reasons(files));
    List<SquashedSql.Part> back = back();
    boolean asFile = parts.stream().allMatch(AvailableMigration::isFile);
    SquashClass squash =
        new SquashClass(
            id,
            parts,
            requires(),
            SquashedSql.join(forth()),
            back.isEmpty() ? null : SquashedSql.join(back));
    Path file = files.get(files.size() - 1).resolveSibling(id.name() + (asFile ? ".sql" : ".java"));
    List<Reference> references = references(files);
    refuse(
        references.stream()
            .filter(one -> one.place() == Reference.Place.CODE)
            .map(
                one ->
                    "%s:%s: uses %s, which would no longer exist"
                        .formatted(CompileErrors.shown(one.file()), one.line(), one.shown()))
            .toList());
    Map<Path, String> written = new LinkedHashMap<>();
    for (Path naming : new LinkedHashSet<>(references.stream().map(Reference::file).toList())) {
      List<Reference> own = references.stream().filter(one -> one.file().equals(naming)).toList();
      written.put(naming, Reference.replaced(Files.readString(naming), own, id));
    }
    List<Path> rewritten = List.copyOf(written.keySet());
    written.put(file, asFile ? SquashFile.text(squash) : squash.text());
    return new Squash(
        id,
        file,
        parts,
        asFile ? SquashFile.forward(squash) : squash.forwardSql(),
        squash.rollbackSql(),
        parts.stream().filter(one -> !one.reversible()).map(AvailableMigration::id).toList(),
        rewritten,
        new SourceChange(request, written, files));
  }

  /** Where the other sources name a part; a text outside of annotations may stay as it is. */
  private List<Reference> references(List<Path> files) throws IOException {
    List<Path> others = new ArrayList<>(SourceFiles.of(request).everything());
    others.removeAll(files);
    return ReferenceSearch.find(
            request, others, parts.stream().map(AvailableMigration::id).toList())
        .stream()
        .filter(one -> one.place() != Reference.Place.TEXT)
        .toList();
  }

  private List<SquashedSql.Part> forth() {
    return parts.stream().map(one -> part(one, one.forwardSql())).toList();
  }

  /** The directives of a file are not those of the squash. */
  private static SquashedSql.Part part(AvailableMigration one, String sql) {
    return new SquashedSql.Part(
        one.id().name(), one.isFile() ? SquashFile.withoutDirectives(sql) : sql);
  }

  /** The rollbacks in reverse; none where one is missing. */
  private List<SquashedSql.Part> back() {
    List<SquashedSql.Part> back = new ArrayList<>();
    for (AvailableMigration part : parts) {
      if (part.rollbackSql() == null) {
        return List.of();
      }
      back.add(part(part, part.rollbackSql()));
    }
    Collections.reverse(back);
    return back;
  }

  /** What they require other than each other. */
  private List<MigrationId> requires() {
    Set<MigrationId> requires = new LinkedHashSet<>();
    parts.forEach(part -> requires.addAll(part.requires()));
    for (AvailableMigration part : parts) {
      requires.remove(part.id());
      part.replaces().forEach(one -> requires.remove(one.id()));
    }
    return List.copyOf(requires);
  }

  private void refuse(List<String> reasons) {
    if (!reasons.isEmpty()) {
      throw new PostcarException.Refusal(
          "Refused: these cannot become one migration. Nothing was changed.\n  "
              + String.join("\n  ", reasons));
    }
  }

  private List<String> reasons(List<Path> files) throws IOException {
    List<String> reasons = new ArrayList<>();
    for (AvailableMigration part : parts) {
      String reason = SquashObstacle.of(part, request, files);
      if (reason != null) {
        reasons.add(part.id() + " " + reason);
      }
    }
    for (AvailableMigration one : all) {
      boolean taken = one.id().equals(id);
      if (taken || one.replaces().stream().anyMatch(replaced -> replaced.id().equals(id))) {
        reasons.add(id + " is already the name of a migration: choose another NAME");
      }
    }
    if (reasons.isEmpty()) {
      reasons.addAll(SquashedSql.unclear(forth()));
      if (!back().isEmpty()) {
        reasons.addAll(SquashedSql.unclear(back()));
      }
    }
    return reasons;
  }
}

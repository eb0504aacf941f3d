package dev.postcar.internal.check;

import dev.postcar.MigrationId;
import dev.postcar.PostcarException;
import dev.postcar.internal.os.DirectoryTree;
import dev.postcar.internal.os.TemporaryFiles;
import dev.postcar.internal.source.AvailableMigration;
import dev.postcar.internal.source.MigrationLoader;
import dev.postcar.internal.source.SourceRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * The branch that these migrations will be merged into, by the file names below the sources.
 *
 * @param name as it was given
 * @param option the flag that it was given with, for messages
 * @param tip the migrations that it has now
 * @param shared those that this branch began with
 * @param edited those of {@code shared} whose own file is another one here
 * @param changed the same; all of {@code shared} where another file was changed, moved or removed,
 *     as a migration may take its SQL from there
 * @param roots a source directory each, with the commit that this branch began at
 */
record ComparedBranch(
    String name,
    String option,
    Set<MigrationId> tip,
    Set<MigrationId> shared,
    Set<MigrationId> edited,
    Set<MigrationId> changed,
    List<Root> roots) {

  /**
   * A source directory.
   *
   * @param began the commit that this branch began at; the branch's own where they share none
   */
  record Root(Git git, String began) {}

  /**
   * Asks git.
   *
   * @throws PostcarException.Configuration if there is no git, no work tree, or no such commit
   */
  static ComparedBranch of(SourceRequest request, String name, String option) {
    if (request.sources().isEmpty()) {
      throw new PostcarException.Configuration(
          option
              + " reads file names below sources, and none is configured. Next: set sources to"
              + " the root folders of the migrations' source files.");
    }
    ComparedBranch base =
        new ComparedBranch(
            name,
            option,
            new TreeSet<>(),
            new TreeSet<>(),
            new TreeSet<>(),
            new TreeSet<>(),
            new ArrayList<>());
    for (Path root : request.sources()) {
      base.add(root, request.packages());
    }
    return base;
  }

  private void add(Path root, List<String> packages) {
    if (!Files.isDirectory(root)) {
      throw new PostcarException.Configuration("sources: " + root + " is not a directory.");
    }
    Git git = new Git(root, option);
    Git.Ran inside = git.run("rev-parse", "--is-inside-work-tree");
    if (inside.code() != 0 || !inside.line().equals("true")) {
      throw new PostcarException.Configuration(
          "%s compares with a git branch, but %s is not in a git work tree.%s"
              .formatted(option, root, inside.said()));
    }
    Git.Ran commit =
        git.run("rev-parse", "--verify", "--quiet", "--end-of-options", name + "^{commit}");
    if (commit.code() != 0) {
      throw new PostcarException.Configuration(
          "%1$s: git finds no branch or commit %2$s here. Next: fetch it (git fetch origin main, then %1$s origin/main), or use another."
              .formatted(option, name));
    }
    Git.Ran shared = git.run("merge-base", "HEAD", commit.line());
    // A shallow clone has none: then what is merged already is taken for the beginning.
    String began = shared.code() == 0 ? shared.line() : commit.line();
    roots.add(new Root(git, began));
    collect(tip, packages, git.list("ls-tree", "-r", "-z", "--name-only", commit.line(), "."));
    collect(this.shared, packages, git.list("ls-tree", "-r", "-z", "--name-only", began, "."));
    List<String> files =
        git.list(
            "diff",
            "-z",
            "--name-only",
            "--no-renames",
            "--diff-filter=a",
            "--ignore-submodules=dirty",
            "--relative",
            began);
    Set<MigrationId> own = new HashSet<>();
    collect(own, packages, files);
    // Attributes decide what git writes for the same content, and so what it takes for unchanged.
    boolean attributes =
        !git.list(
                "diff",
                "-z",
                "--name-only",
                "--ignore-submodules=dirty",
                began,
                "--",
                ":(top,glob)**/.gitattributes")
            .isEmpty();
    edited.addAll(own);
    changed.addAll(own.size() == files.size() && !attributes ? own : this.shared);
  }

  private static void collect(Set<MigrationId> ids, List<String> packages, List<String> files) {
    for (String file : files) {
      int slash = file.lastIndexOf('/');
      String folder = file.substring(0, Math.max(slash, 0)).replace('/', '.');
      if ((file.endsWith(".java") || file.endsWith(".sql")) && packages.contains(folder)) {
        String type = file.substring(slash + 1, file.lastIndexOf('.'));
        if (MigrationId.isName(type)) {
          ids.add(new MigrationId(folder, type));
        }
      }
    }
  }

  /** Loads the migrations that this branch began with. */
  List<AvailableMigration> load(SourceRequest request) {
    try {
      Path directory = TemporaryFiles.directory("postcar-base");
      try {
        List<Path> sources = new ArrayList<>();
        for (Root root : roots) {
          Path copy = Files.createDirectory(directory.resolve("sources" + sources.size()));
          Path archive = directory.resolve("archive.zip");
          // A directory that is new on this branch has nothing to archive.
          if (root.git().run("archive", "--format=zip", "--output=" + archive, root.began()).code()
              == 0) {
            unpack(archive, copy);
          }
          sources.add(copy);
        }
        return MigrationLoader.load(
            new SourceRequest(
                request.packages(),
                request.classpath(),
                sources,
                request.parent(),
                null,
                request.sqlFiles(),
                request.reporter()));
      } finally {
        DirectoryTree.delete(directory);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void unpack(Path archive, Path directory) throws IOException {
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(archive))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path path = directory.resolve(entry.getName()).normalize();
        if (path.startsWith(directory) && !entry.isDirectory()) {
          Files.createDirectories(path.getParent());
          Files.copy(zip, path);
        }
      }
    }
  }
}

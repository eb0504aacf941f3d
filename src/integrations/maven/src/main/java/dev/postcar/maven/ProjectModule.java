package dev.postcar.maven;

import dev.postcar.MigrationId;
import dev.postcar.PostcarException;
import dev.postcar.internal.config.Config;
import dev.postcar.internal.config.ProcessEnvironment;
import dev.postcar.internal.config.Setting;
import dev.postcar.internal.config.Settings;
import dev.postcar.internal.config.SettingsLoader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.maven.artifact.DependencyResolutionRequiredException;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.Resource;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.project.MavenProject;

/** What a goal needs to know of the module: its classes, its sources, whether it is concerned. */
record ProjectModule(
    MavenProject project, MavenSession session, MojoExecution execution, boolean includeTests) {

  /** Goals that read or write sources rather than classes. */
  private static final Set<String> OF_SOURCES =
      Set.of("new", "renumber", "safer", "squash", "check", "import");

  private static final Set<String> WITHOUT_MIGRATIONS = Set.of("log", "restore", "config");

  /** Null where the goal runs; empty where that need not be said. */
  String reasonToSkip() {
    boolean several = session.getProjects().size() > 1;
    if (project.getPackaging().equals("pom")) {
      return several ? "" : "a project with packaging pom has no migrations";
    }
    return !several || hasConfScript() || declaresPlugin() || hasMigrations()
        ? null
        : "no migration and no postcar.conf.groovy in " + project.getArtifactId();
  }

  private boolean hasConfScript() {
    return Stream.of("postcar.conf.groovy", "config/postcar.conf.groovy")
        .anyMatch(name -> Files.exists(base().resolve(name)));
  }

  private boolean declaresPlugin() {
    return project.getOriginalModel().getBuild() != null
        && project.getOriginalModel().getBuild().getPlugins().stream()
            .anyMatch(one -> one.getArtifactId().equals(execution.getArtifactId()));
  }

  private boolean hasMigrations() {
    List<Path> roots = new ArrayList<>(sourceRoots(false));
    roots.add(output());
    return roots.stream().anyMatch(ProjectModule::hasMigrations);
  }

  private static boolean hasMigrations(Path root) {
    if (!Files.isDirectory(root)) {
      return false;
    }
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.matches(".*\\.(class|java|sql)"))
          .anyMatch(name -> MigrationId.isName(name.substring(0, name.indexOf('.'))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path base() {
    return project.getBasedir().toPath();
  }

  private Path output() {
    return Path.of(project.getBuild().getOutputDirectory());
  }

  /** The roots of sources and resources, those first that a new migration is written into. */
  private List<Path> sourceRoots(boolean sql) {
    Set<String> java = new LinkedHashSet<>();
    java.add(project.getBuild().getSourceDirectory());
    java.addAll(project.getCompileSourceRoots());
    List<String> resources =
        project.getResources().stream()
            .filter(one -> one.getTargetPath() == null)
            .map(Resource::getDirectory)
            .toList();
    return (sql
            ? Stream.concat(resources.stream(), java.stream())
            : Stream.concat(java.stream(), resources.stream()))
        .distinct()
        .map(root -> base().resolve(root))
        .toList();
  }

  /** Names the module's own sources to a goal that edits them, unless the conf script does. */
  void addSources(CommandArguments arguments) {
    if (!OF_SOURCES.contains(execution.getGoal()) || arguments.value("sources") != null) {
      return;
    }
    Settings settings = settings(arguments);
    if (settings == null || !settings.paths(Setting.SOURCES).isEmpty()) {
      return;
    }
    boolean sql = writesSql(arguments, settings);
    List<Path> roots = new ArrayList<>(sourceRoots(sql));
    Path first = roots.remove(0);
    roots.removeIf(root -> !Files.isDirectory(root));
    boolean writes = Set.of("new", "import").contains(execution.getGoal());
    if (writes || Files.isDirectory(first)) {
      roots.add(0, first);
    }
    arguments.addGiven(
        "sources", roots.stream().map(Path::toString).collect(Collectors.joining(",")));
  }

  /** Null where they cannot be read: the command says why. */
  private Settings settings(CommandArguments arguments) {
    Map<Setting, List<String>> flags = new EnumMap<>(Setting.class);
    for (Setting setting : List.of(Setting.CONF, Setting.ENV)) {
      String value = arguments.value(setting.longFlag().substring(2));
      if (value != null) {
        flags.put(setting, List.of(value));
      }
    }
    ProcessEnvironment process = ProcessEnvironment.ofProcess();
    try {
      return new SettingsLoader(
              new ProcessEnvironment(
                  base(), arguments.environment(), process.home(), process.osUser()),
              question -> null)
          .load(flags);
    } catch (PostcarException e) {
      return null;
    }
  }

  private boolean writesSql(CommandArguments arguments, Settings settings) {
    String format = arguments.value("format");
    boolean imports = execution.getGoal().equals("import");
    if (format != null || imports || "code".equals(arguments.value("kind"))) {
      return format == null ? imports : format.equals("sql");
    }
    if (settings.text(Setting.NEW_FORMAT) != null) {
      return settings.text(Setting.NEW_FORMAT).equals("sql");
    }
    List<String> packages = settings.list(Setting.PACKAGES);
    String name = arguments.value("package");
    name = name != null || packages.isEmpty() ? name : packages.get(0);
    return name != null && newestIsSql(name.replace('.', File.separatorChar));
  }

  private boolean newestIsSql(String folder) {
    return sourceRoots(false).stream()
        .map(root -> root.resolve(folder).toFile().list())
        .filter(names -> names != null)
        .flatMap(Stream::of)
        .filter(name -> MigrationId.isName(name.replaceFirst("\\.(java|sql)$", "")))
        .max(
            Comparator.comparing(name -> new MigrationId("", name.substring(0, name.indexOf('.')))))
        .map(name -> name.endsWith(".sql"))
        .orElse(false);
  }

  /** The loader of the module's classes and dependencies. */
  ProjectLoader loader() {
    Set<String> entries = new LinkedHashSet<>();
    try {
      entries.addAll(project.getCompileClasspathElements());
      entries.addAll(project.getRuntimeClasspathElements());
      if (includeTests) {
        entries.addAll(project.getTestClasspathElements());
      }
    } catch (DependencyResolutionRequiredException e) {
      throw new IllegalStateException(e);
    }
    return new ProjectLoader(entries.stream().map(Path::of).toList(), output());
  }

  /** The configuration with the module's classes. */
  Config adapted(Config config, ProjectLoader loader) {
    Config own = config.with(Config.Given.CLASS_LOADER, loader);
    if (OF_SOURCES.contains(execution.getGoal())) {
      loader.hide(config.packages());
      return own;
    }
    boolean compiled =
        config.packages().stream()
            .allMatch(name -> loader.getResource(name.replace('.', '/') + "/") != null);
    if (compiled) {
      // The conf script names them for the command line; here they would be found twice.
      return own.with(Setting.SOURCES, List.of()).with(Setting.CLASSPATH, List.of());
    }
    if (!Files.isDirectory(output())
        && config.sources().isEmpty()
        && config.classpath().isEmpty()
        && !WITHOUT_MIGRATIONS.contains(execution.getGoal())) {
      throw new PostcarException.Configuration(
          "%s is missing: the project is not compiled.\nNext: run \"mvn compile postcar:%s\"."
              .formatted(base().relativize(output()), execution.getGoal()));
    }
    return own;
  }
}

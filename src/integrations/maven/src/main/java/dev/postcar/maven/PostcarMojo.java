package dev.postcar.maven;

import dev.postcar.PostcarException;
import dev.postcar.cli.Main;
import dev.postcar.cli.Terminal;
import dev.postcar.internal.config.ProcessEnvironment;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import javax.inject.Inject;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;
import org.apache.maven.settings.Server;
import org.apache.maven.settings.building.SettingsProblem;
import org.apache.maven.settings.crypto.DefaultSettingsDecryptionRequest;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.apache.maven.settings.crypto.SettingsDecryptionResult;

/** A goal: the command of its name, run by postcar's command line. */
abstract class PostcarMojo extends AbstractMojo {

  private static final String PREFIX = "postcar.";
  private static final int SIGNAL = 128;

  /** The standard output, and what modules that are built at the same time take turns with. */
  private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  @Parameter(defaultValue = "${project}", readonly = true, required = true)
  private MavenProject project;

  @Parameter(defaultValue = "${session}", readonly = true, required = true)
  private MavenSession session;

  @Parameter(defaultValue = "${mojoExecution}", readonly = true, required = true)
  private MojoExecution execution;

  @Inject private SettingsDecrypter decrypter;

  /** Skips the goal. */
  @Parameter(property = "postcar.skip", defaultValue = "false")
  private boolean skip;

  /**
   * The database as a URL, without a password: {@code mvn -X} prints the pom. {@code -Dpostcar.url}
   * and DATABASE_URL come first.
   */
  @Parameter private String url;

  /** The Java packages with migrations, in order. */
  @Parameter private List<String> packages;

  /**
   * Settings and options by the name of their flag, such as {@code {@literal
   * <lock-timeout>2s</lock-timeout>}}.
   */
  @Parameter private Map<String, String> options;

  /** Further arguments of the command, as on its command line. */
  @Parameter private String args;

  /** The id of a server in settings.xml with the user name and the password of the database. */
  @Parameter(property = "postcar.server")
  private String server;

  /** Whether test classes and test dependencies are on the class path. */
  @Parameter(property = "postcar.include-tests", defaultValue = "false")
  private boolean includeTests;

  @Override
  public final void execute() throws MojoExecutionException, MojoFailureException {
    ProjectModule module = new ProjectModule(project, session, execution, includeTests);
    String reason = skip ? "postcar.skip is set" : module.reasonToSkip();
    if (reason != null) {
      if (!reason.isEmpty()) {
        getLog().info("Skipped: " + reason + ".");
      }
      return;
    }
    // Conf scripts and migrations have System.out redirected, which is the whole JVM's.
    synchronized (OUT) {
      runOrFail(module);
    }
  }

  private void runOrFail(ProjectModule module) throws MojoExecutionException, MojoFailureException {
    try {
      run(module, arguments(module));
    } catch (PostcarException e) {
      throw new MojoFailureException(MavenWords.in(e.commandLineMessage()));
    }
  }

  private CommandArguments arguments(ProjectModule module) {
    CommandArguments arguments =
        new CommandArguments(execution.getGoal(), session.getGoals(), System.getenv());
    given().forEach(arguments::addGiven);
    Map<String, String> configured = new LinkedHashMap<>(options == null ? Map.of() : options);
    configured.put("url", url);
    configured.put("args", args);
    configured.put("packages", packages == null ? null : String.join(",", packages));
    configured.values().removeIf(Objects::isNull);
    arguments.addOfPom(configured);
    ofPostcar(project.getProperties()).forEach(arguments::addProperty);
    if (server != null) {
      login().forEach(arguments::addProperty);
    }
    module.addSources(arguments);
    return arguments;
  }

  /** What Maven was started with, its own command line last. */
  private Map<String, String> given() {
    Map<String, String> given = ofPostcar(session.getSystemProperties());
    given.putAll(ofPostcar(session.getUserProperties()));
    return given;
  }

  private static Map<String, String> ofPostcar(Properties properties) {
    Map<String, String> found = new LinkedHashMap<>();
    for (String name : properties.stringPropertyNames()) {
      if (name.startsWith(PREFIX)) {
        found.put(name.substring(PREFIX.length()), properties.getProperty(name));
      }
    }
    return found;
  }

  private Map<String, String> login() {
    Server found = session.getSettings().getServer(server);
    if (found == null) {
      throw new PostcarException.Configuration(
          "There is no server " + server + " in settings.xml.");
    }
    SettingsDecryptionResult result =
        decrypter.decrypt(new DefaultSettingsDecryptionRequest(found));
    for (SettingsProblem problem : result.getProblems()) {
      getLog().warn("settings.xml, server " + server + ": " + problem.getMessage());
    }
    Map<String, String> login = new LinkedHashMap<>();
    login.put("user", result.getServer().getUsername());
    login.put("password", result.getServer().getPassword());
    login.values().removeIf(Objects::isNull);
    return login;
  }

  private void run(ProjectModule module, CommandArguments arguments)
      throws MojoExecutionException, MojoFailureException {
    List<String> line = new ArrayList<>(List.of(execution.getGoal()));
    if (arguments.value("color") == null) {
      line.add("--color=" + (isColored() ? "always" : "never"));
    }
    line.addAll(arguments.arguments());
    ProcessEnvironment process = ProcessEnvironment.ofProcess();
    ProcessEnvironment here =
        new ProcessEnvironment(
            project.getBasedir().toPath(),
            arguments.environment(),
            process.home(),
            process.osUser());
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    LogStream err = new LogStream(getLog());
    BufferedReader nobody = new BufferedReader(Reader.nullReader());
    int exitCode;
    try (ProjectLoader loader = module.loader();
        BuildEnd end = new BuildEnd()) {
      thread.setContextClassLoader(loader);
      exitCode =
          new Main(
                  new Terminal(nobody, OUT, err, false),
                  here,
                  config -> module.adapted(config, loader),
                  end::listen)
              .run(line.toArray(String[]::new));
      if (exitCode > SIGNAL) {
        // Said now: the JVM ends as soon as the run has.
        getLog().error(MavenWords.in(err.failure() == null ? "Interrupted." : err.failure()));
        throw new MojoFailureException("The build was interrupted.");
      }
    } catch (IOException e) {
      throw new MojoExecutionException("The class path cannot be closed.", e);
    } finally {
      thread.setContextClassLoader(before);
    }
    if (exitCode != 0) {
      throw new MojoFailureException(
          err.failure() == null
              ? "postcar:%s ended with exit code %d; see its output above."
                  .formatted(execution.getGoal(), exitCode)
              : MavenWords.in(err.failure()));
    }
  }

  /** As Maven itself decides: -Dstyle.color, -B, -l, and a terminal. */
  @SuppressWarnings("SystemConsoleNull")
  private boolean isColored() {
    String style = session.getUserProperties().getProperty("style.color", "auto");
    return style.equals("always")
        || (style.equals("auto")
            && session.getRequest().isInteractiveMode()
            && System.console() != null
            && System.getenv().getOrDefault("NO_COLOR", "").isEmpty());
  }
}

package dev.postcar;

import dev.postcar.config.ConnectionSettings;
import dev.postcar.report.Event;
import dev.postcar.run.RunOptions;
import dev.postcar.source.SourceRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What was said to a {@link Postcar} before an operation, with the defaults for the rest. */
final class Options {
  List<String> packages = List.of();
  List<Path> classpath = List.of();
  List<Path> sources = List.of();
  Path cache;
  ClassLoader classLoader;
  String namespace = "_postcar";
  String role;
  String bookkeepingOwner;
  String searchPath;
  String timeZone;
  Dump restoreFirst;
  Duration lockTimeout = Duration.ofSeconds(5);
  Duration statementTimeout = Duration.ZERO;
  Duration lockWait = Duration.ofMinutes(1);
  Duration settling = Duration.ofMinutes(1);
  int retries = 10;
  boolean pipeline = true;
  Pooled pooled = Pooled.AUTO;
  OutOfOrder outOfOrder = OutOfOrder.REFUSE;
  PackageOrder order = PackageOrder.PACKAGES;
  Reporter reporter = Reporter.SILENT;
  Hooks hooks = Hooks.NONE;
  String notify;
  FlagFile flag;
  ConnectionSettings scratch;
  boolean trustHistory;

  /** The same for a scratch database, which concerns nobody: warnings alone are passed on. */
  Options onScratch() {
    Options scratch = new Options();
    scratch.packages = packages;
    scratch.classpath = classpath;
    scratch.sources = sources;
    scratch.cache = cache;
    scratch.classLoader = classLoader;
    scratch.namespace = namespace;
    scratch.role = role;
    scratch.searchPath = searchPath;
    scratch.lockTimeout = lockTimeout;
    scratch.statementTimeout = statementTimeout;
    scratch.pipeline = pipeline;
    scratch.outOfOrder = OutOfOrder.RUN;
    scratch.order = order;
    scratch.reporter =
        event -> {
          if (event instanceof Event.Warning) {
            reporter.on(event);
          }
        };
    return scratch;
  }

  RunOptions run() {
    return new RunOptions(
        namespace,
        role,
        bookkeepingOwner,
        searchPath,
        timeZone,
        lockTimeout,
        statementTimeout,
        lockWait,
        settling,
        retries,
        pipeline,
        pooled,
        hooks,
        notify);
  }

  SourceRequest source() {
    ClassLoader callers = Thread.currentThread().getContextClassLoader();
    ClassLoader loader = classLoader != null ? classLoader : callers;
    return new SourceRequest(
        packages, classpath, sources, loader != null ? loader : getClass().getClassLoader(), cache);
  }
}

package dev.postcar.internal.source;

import dev.postcar.MigrationId;
import dev.postcar.PostcarException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The migrations of one operation: known by an outline where one is kept, and loaded once their SQL
 * is needed. Their classes can be loaded until it is closed. The operations of a fleet use them at
 * the same time.
 */
public final class Migrations implements AutoCloseable {

  /** The number of SIGINT, as wherever a thread is interrupted. */
  private static final int CTRL_C = 2;

  private final SourceRequest request;
  private final List<AvailableMigration> outline;
  private List<AvailableMigration> loaded;
  private List<AvailableView> views;
  private final Set<MigrationId> files;
  private final ClassLoaders loaders;
  private int users = 1;

  /** Those of the outline whose classes are loaded: once, however often a run plans. */
  private Map<MigrationId, Available> fresh = Map.of();

  private Migrations(
      SourceRequest request,
      List<AvailableMigration> outline,
      List<AvailableMigration> loaded,
      List<AvailableView> views,
      Set<MigrationId> files,
      ClassLoaders loaders) {
    this.request = request;
    this.outline = outline;
    this.loaded = loaded;
    this.views = views;
    this.files = files;
    this.loaders = loaders;
  }

  /**
   * Returns, without reading much, whether outlines are kept where one of this request would be;
   * true if {@link #of} will probably end soon and well.
   */
  public static boolean mayBeKnown(SourceRequest request) {
    return Outline.areKept(request);
  }

  /**
   * Finds the migrations of a request; where no outline is kept, loads them.
   *
   * @throws dev.postcar.PostcarException.Configuration as {@link MigrationLoader#load} does
   * @throws dev.postcar.PostcarException.Source as {@link MigrationLoader#load} does
   */
  public static Migrations of(SourceRequest request) {
    MigrationLoader.refuseRequest(request);
    ClassLoaders loaders = new ClassLoaders();
    Outline kept = Outline.of(request);
    Sources outline = kept == null ? null : kept.read();
    if (outline != null) {
      return new Migrations(
          request, outline.migrations(), null, outline.views(), outline.files(), loaders);
    }
    try {
      Sources loaded = load(request, () -> MigrationLoader.loadSources(request, loaders));
      if (kept != null) {
        kept.write(loaded, request);
      }
      return new Migrations(
          request, null, loaded.migrations(), loaded.views(), loaded.files(), loaders);
    } catch (RuntimeException | Error e) {
      loaders.close();
      throw e;
    }
  }

  /** Returns whether everything is loaded; false if only the outline is known. */
  public synchronized boolean areLoaded() {
    return loaded != null;
  }

  /**
   * What is known of them without loading; in order; if they are not loaded, without SQL and
   * instance.
   */
  public synchronized List<AvailableMigration> known() {
    return loaded != null ? loaded : outline;
  }

  /**
   * Their managed views, as far as they are loaded by now; by name; those that are not loaded
   * without SQL.
   */
  public synchronized List<AvailableView> views() {
    return views;
  }

  /**
   * What is known of them, some of them loaded: by the names in the outline, without a scan; in
   * order.
   *
   * @param wanted which, of the views too, are to have their SQL and instance
   * @throws dev.postcar.PostcarException.Source as {@link MigrationLoader#load} does
   */
  public synchronized List<AvailableMigration> loaded(Collection<MigrationId> wanted) {
    if (loaded != null) {
      return loaded;
    }
    if (!fresh.keySet().containsAll(wanted)) {
      fresh = Map.of();
      try {
        fresh =
            byId(load(request, () -> MigrationLoader.loadKnown(request, wanted, files, loaders)));
      } catch (PostcarException.Source e) {
        // Everything else that is wrong may be said with it.
        return loaded();
      }
      if (fresh.size() != wanted.size()) {
        return loaded();
      }
    }
    views = views.stream().map(one -> (AvailableView) fresh.getOrDefault(one.id(), one)).toList();
    return outline.stream()
        .map(one -> (AvailableMigration) fresh.getOrDefault(one.id(), one))
        .toList();
  }

  /** The compiler and the scan read files, which fails in a thread that is interrupted. */
  private static Sources load(SourceRequest request, Supplier<Sources> loading) {
    try {
      return loading.get();
    } catch (RuntimeException | Error e) {
      if (Thread.currentThread().isInterrupted()) {
        String what = request.sources().isEmpty() ? "loading the migrations" : "compiling";
        throw new PostcarException.Interrupted(
            "Interrupted while " + what + ". Nothing was changed.", CTRL_C, e, null);
      }
      throw e;
    }
  }

  private static Map<MigrationId, Available> byId(Sources sources) {
    Map<MigrationId, Available> byId = new HashMap<>();
    sources.migrations().forEach(one -> byId.put(one.id(), one));
    sources.views().forEach(one -> byId.put(one.id(), one));
    return byId;
  }

  /**
   * The whole of them, in order.
   *
   * @throws dev.postcar.PostcarException.Source as {@link MigrationLoader#load} does
   */
  public synchronized List<AvailableMigration> loaded() {
    if (loaded == null) {
      Sources all = load(request, () -> MigrationLoader.loadSources(request, loaders));
      loaded = all.migrations();
      views = all.views();
    }
    return loaded;
  }

  /** The same for one more operation, which closes them too. */
  public synchronized Migrations shared() {
    users++;
    return this;
  }

  /** The last operation on them has ended: no class of theirs is loaded any more. */
  @Override
  public synchronized void close() {
    if (--users == 0) {
      loaders.close();
    }
  }
}

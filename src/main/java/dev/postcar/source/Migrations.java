package dev.postcar.source;

import dev.postcar.MigrationId;
import dev.postcar.PostcarException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The migrations of one operation: known by an outline where one is kept, and loaded once their SQL
 * is needed.
 */
public final class Migrations {

  private final SourceRequest request;
  private final List<AvailableMigration> outline;
  private List<AvailableMigration> loaded;
  private List<AvailableView> views;

  /** Those of the outline whose classes are loaded: once, however often a run plans. */
  private Map<MigrationId, Available> fresh = Map.of();

  private Migrations(
      SourceRequest request,
      List<AvailableMigration> outline,
      List<AvailableMigration> loaded,
      List<AvailableView> views) {
    this.request = request;
    this.outline = outline;
    this.loaded = loaded;
    this.views = views;
  }

  /**
   * Tells, without reading much, whether outlines are kept where one of this request would be.
   *
   * @param request where to look
   * @return true if {@link #of} will probably end soon and well
   */
  public static boolean mayBeKnown(SourceRequest request) {
    return Outline.areKept(request);
  }

  /**
   * Finds the migrations of a request; where no outline is kept, loads them.
   *
   * @param request where to look
   * @return each is sound
   * @throws dev.postcar.PostcarException.Configuration as {@link MigrationLoader#load} does
   * @throws dev.postcar.PostcarException.Source as {@link MigrationLoader#load} does
   */
  public static Migrations of(SourceRequest request) {
    MigrationLoader.refuseRequest(request);
    Outline kept = Outline.of(request);
    Sources outline = kept == null ? null : kept.read();
    if (outline != null) {
      return new Migrations(request, outline.migrations(), null, outline.views());
    }
    Sources loaded = MigrationLoader.loadSources(request);
    if (kept != null) {
      kept.write(loaded, request);
    }
    return new Migrations(request, null, loaded.migrations(), loaded.views());
  }

  /**
   * Tells whether everything is loaded.
   *
   * @return false if only the outline is known
   */
  public boolean areLoaded() {
    return loaded != null;
  }

  /**
   * What is known of them without loading.
   *
   * @return in order; if they are not loaded, without SQL and instance
   */
  public List<AvailableMigration> known() {
    return loaded != null ? loaded : outline;
  }

  /**
   * The managed views beside them, as far as they are loaded by now.
   *
   * @return by name; those that are not loaded without SQL
   */
  public List<AvailableView> views() {
    return views;
  }

  /**
   * What is known of them, some of them loaded: by the names in the outline, without a scan.
   *
   * @param wanted which, of the views too, are to have their SQL and instance
   * @return in order
   * @throws dev.postcar.PostcarException.Source as {@link MigrationLoader#load} does
   */
  public List<AvailableMigration> loaded(Collection<MigrationId> wanted) {
    if (loaded != null) {
      return loaded;
    }
    if (!fresh.keySet().containsAll(wanted)) {
      fresh = Map.of();
      try {
        fresh = byId(MigrationLoader.loadKnown(request, wanted));
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

  private static Map<MigrationId, Available> byId(Sources sources) {
    Map<MigrationId, Available> byId = new HashMap<>();
    sources.migrations().forEach(one -> byId.put(one.id(), one));
    sources.views().forEach(one -> byId.put(one.id(), one));
    return byId;
  }

  /**
   * The whole of them.
   *
   * @return in order
   * @throws dev.postcar.PostcarException.Source as {@link MigrationLoader#load} does
   */
  public List<AvailableMigration> loaded() {
    if (loaded == null) {
      Sources all = MigrationLoader.loadSources(request);
      loaded = all.migrations();
      views = all.views();
    }
    return loaded;
  }
}

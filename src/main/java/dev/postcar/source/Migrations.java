package dev.postcar.source;

import java.util.List;

/**
 * The migrations of one operation: known by an outline where one is kept, and loaded once their SQL
 * is needed.
 */
public final class Migrations {

  private final SourceRequest request;
  private final List<AvailableMigration> outline;
  private List<AvailableMigration> loaded;

  private Migrations(
      SourceRequest request, List<AvailableMigration> outline, List<AvailableMigration> loaded) {
    this.request = request;
    this.outline = outline;
    this.loaded = loaded;
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
    List<AvailableMigration> outline = kept == null ? null : kept.read();
    if (outline != null) {
      return new Migrations(request, outline, null);
    }
    List<AvailableMigration> loaded = MigrationLoader.load(request);
    if (kept != null) {
      kept.write(loaded, request);
    }
    return new Migrations(request, null, loaded);
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
   * The whole of them.
   *
   * @return in order
   * @throws dev.postcar.PostcarException.Source as {@link MigrationLoader#load} does
   */
  public List<AvailableMigration> loaded() {
    if (loaded == null) {
      loaded = MigrationLoader.load(request);
    }
    return loaded;
  }
}

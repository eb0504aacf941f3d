package dev.postcar.internal.check;

import dev.postcar.MigrationId;
import dev.postcar.internal.source.SourceRequest;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

/** Which migrations a branch adds or edits, by their own files. */
public final class ChangedSince {

  private ChangedSince() {}

  /**
   * Asks git.
   *
   * @param name a branch or commit; what counts is the commit that both branches started from
   * @return those of the given ones that are not there, or have another file there
   * @throws dev.postcar.PostcarException.Configuration if there is no git, no work tree, or no such
   *     commit
   */
  public static Set<MigrationId> of(
      SourceRequest request, String name, Collection<MigrationId> migrations) {
    ComparedBranch base = ComparedBranch.of(request, name, "--since");
    return migrations.stream()
        .filter(id -> !base.shared().contains(id) || base.edited().contains(id))
        .collect(Collectors.toSet());
  }
}

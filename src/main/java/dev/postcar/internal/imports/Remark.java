package dev.postcar.internal.imports;

import dev.postcar.result.Finding;

/**
 * What has no form in postcar.
 *
 * @param place the file and its line
 * @param reason why, and what to do about it
 * @param blocks whether the import is not the same without it
 */
record Remark(String place, String reason, boolean blocks) {

  Finding finding() {
    return new Finding(place, blocks ? "no-form" : "left-out", reason);
  }
}

/** What writes sources: new, renumber, squash. Not API. */
package dev.postcar.internal.source.edit;

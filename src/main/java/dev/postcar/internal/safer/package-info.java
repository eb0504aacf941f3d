/** The safe form of a migration: one to several that end in the same schema. Not API. */
package dev.postcar.internal.safer;

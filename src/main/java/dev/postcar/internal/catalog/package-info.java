/** What a database has, as one text an object, and how two of them differ. Not API. */
package dev.postcar.internal.catalog;

/**
 * Throw-away databases: the embedded server, private servers and databases on named ones. Not API.
 */
package dev.postcar.internal.scratch;

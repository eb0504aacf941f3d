/** The conf script; the only package that uses Groovy. Not API. */
package dev.postcar.internal.config.groovy;

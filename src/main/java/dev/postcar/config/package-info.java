/**
 * The settings: one table of keys ({@code Setting}), the layers that fill it, and the origin of
 * each value. The only package that uses Groovy. Uses the root types and {@code sql}.
 */
package dev.postcar.config;

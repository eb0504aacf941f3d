/**
 * The settings: one table of keys ({@code Setting}), the layers that fill it, and the origin of
 * each value. Not API.
 */
package dev.postcar.internal.config;

/**
 * Made-up rows for the tables of a scratch database, by their types and constraints. Not API.
 *
 * <p>More than thirty files: one for each thing that a schema has and that a row is made of.
 */
package dev.postcar.internal.sampledata;

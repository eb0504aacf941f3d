/** Made-up rows for the tables of a scratch database, by their types and constraints. Not API. */
package dev.postcar.internal.sampledata;

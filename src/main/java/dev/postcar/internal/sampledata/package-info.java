/** Made-up rows that keep the constraints of their tables. */
package dev.postcar.internal.sampledata;

package dev.postcar.internal.imports;

/**
 * A repeatable script that creates one view or function.
 *
 * @param key what the tool's history calls it
 * @param name words
 * @param up what creates it
 * @param down what drops it
 * @param file where it is
 */
record ForeignView(String key, String name, String up, String down, ForeignFile file) {}

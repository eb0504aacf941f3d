package dev.postcar.cli;

/**
 * What a command has to say at its end.
 *
 * @param json the result as a document
 * @param text the result for people
 */
record Output(Object json, String text) {}

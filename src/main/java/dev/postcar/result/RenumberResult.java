package dev.postcar.result;

import java.util.List;

/**
 * A migration's new number.
 *
 * @param from its full name until now
 * @param to its full name from now on; the same where it has the next number already
 * @param files the files that were changed, under their new names
 */
public record RenumberResult(String from, String to, List<String> files) implements Result {}

package dev.postcar.result;

import java.util.List;

/**
 * What a squash wrote.
 *
 * @param id the full name of the new migration
 * @param file its source file
 * @param replaced the full names of the migrations that it stands for, in order; their source files
 *     are deleted
 * @param reversible whether it has a rollback
 * @param irreversible those of the replaced ones that have none
 * @param rewritten other source files that named one of them, and name the new one now
 */
public record SquashResult(
    String id,
    String file,
    List<String> replaced,
    boolean reversible,
    List<String> irreversible,
    List<String> rewritten)
    implements Result {}

package dev.postcar.result;

/**
 * What a restore put into a database.
 *
 * @param database the database's name
 * @param dump what it came from: the file's name, or the program that wrote it
 * @param bytes of SQL, decompressed
 * @param statements how many were run; BEGIN, COMMIT and the like are dropped and do not count
 * @param rows how many COPY and INSERT put in
 * @param durationMs milliseconds of the whole operation, by the client's clock
 */
public record RestoreResult(
    String database, String dump, long bytes, long statements, long rows, long durationMs)
    implements Result {}

package dev.postcar.result;

/**
 * What a wait ended with.
 *
 * @param database the database's name
 * @param pending how many a migrate has still to do
 * @param interrupted how many are started and not finished, by a runner at work or one that died
 * @param views how many managed views a migrate would change now
 * @param durationMs milliseconds waited, by the client's clock; 0 if nothing had to be waited for
 */
public record WaitResult(String database, int pending, int interrupted, int views, long durationMs)
    implements Result {}

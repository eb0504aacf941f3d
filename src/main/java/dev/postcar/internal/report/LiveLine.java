package dev.postcar.internal.report;

import dev.postcar.Event;
import java.io.PrintStream;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * The line that says what is being done now, once nothing was written for a second; of a fleet it
 * is several. Where it cannot be written over, a line every ten seconds. Time goes on in it by
 * itself.
 */
public final class LiveLine implements AutoCloseable {

  /** How what is being done is shown. */
  public enum Mode {
    /** One line that is written over. */
    LIVE,
    /** A line every ten seconds. */
    PLAIN,
    /** Each event as a line of JSON. */
    JSON,
    /** Not at all. */
    OFF
  }

  private static final String CLEAR = "\r\u001b[K";
  private static final String UP_AND_CLEAR = "\u001b[1A\u001b[K";
  private static final long PERIOD_MS = 200;

  private final PrintStream err;
  private final Mode mode;
  private final boolean unicode;
  private final IntSupplier width;
  private final Event base;
  private ProgressText text;
  private Thread ticker;
  private Thread hook;
  private Event current;
  private long since = System.nanoTime();
  private long written = since;
  private List<String> shown = List.of();
  private boolean held;
  private boolean closed;

  /**
   * A line that shows nothing yet.
   *
   * @param unicode whether the terminal shows more than ASCII
   * @param width of the terminal; asked once
   * @param command what is being done where no more is known
   */
  public LiveLine(PrintStream err, Mode mode, boolean unicode, IntSupplier width, String command) {
    this.err = err;
    this.mode = mode;
    this.unicode = unicode;
    this.width = width;
    this.base = new Event.Phase(command);
    this.current = base;
  }

  Mode mode() {
    return mode;
  }

  /** Begins to show what is being done. */
  public synchronized LiveLine begin() {
    if (ticker == null && (mode == Mode.LIVE || mode == Mode.PLAIN)) {
      ticker = new Thread(this::tick, "postcar-progress");
      ticker.setDaemon(true);
      ticker.start();
    }
    return this;
  }

  /** This is done from now on. */
  synchronized void show(Event event) {
    current = event;
    since = System.nanoTime();
  }

  /** Something was done; what comes next is not known yet. */
  synchronized void done() {
    show(base);
  }

  /** Nothing is shown until the next event: somebody else writes, or a person is asked. */
  public synchronized void pause() {
    clear();
    current = null;
  }

  /** Clears the line, for a line that is written next; nothing comes between in this lock. */
  synchronized void clear() {
    if (held) {
      err.println();
      held = false;
    }
    makeRoom();
  }

  /** Others have started a line and not ended it, or have ended it. */
  synchronized void hold(boolean open) {
    held = open;
  }

  /** Clears the line; what others have started continues. */
  synchronized void makeRoom() {
    if (!shown.isEmpty()) {
      err.print(CLEAR + UP_AND_CLEAR.repeat(shown.size() - 1));
      err.flush();
      shown = List.of();
    }
    written = System.nanoTime();
  }

  private synchronized void tick() {
    while (!closed) {
      long quiet = (System.nanoTime() - written) / 1_000_000;
      boolean due = !shown.isEmpty() || quiet >= (mode == Mode.LIVE ? 1_000 : 10_000);
      if (current != null && due) {
        draw();
      }
      try {
        wait(PERIOD_MS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void draw() {
    if (text == null) {
      text = new ProgressText(mode == Mode.LIVE, unicode, width.getAsInt());
    }
    if (held) {
      clear();
    }
    List<String> lines = text.lines(current, (System.nanoTime() - since) / 1_000_000);
    if (mode == Mode.PLAIN) {
      lines.forEach(err::println);
      written = System.nanoTime();
    } else if (!lines.equals(shown)) {
      clearAtExit();
      // Cut at the margin, should the terminal have become narrower: of a line that wraps only the
      // last row could be cleared.
      String before = CLEAR + UP_AND_CLEAR.repeat(Math.max(0, shown.size() - 1));
      err.print(before + "\u001b[?7l" + String.join("\n", lines) + "\u001b[?7h");
      err.flush();
      shown = lines;
    }
  }

  /** A signal may end the process at any time; the shell's prompt is not to stand in the line. */
  private void clearAtExit() {
    if (hook == null) {
      hook = new Thread(this::end, "postcar-progress-end");
      try {
        Runtime.getRuntime().addShutdownHook(hook);
      } catch (IllegalStateException e) {
        // It ends already, and this is drawn no more.
        closed = true;
      }
    }
  }

  private synchronized void end() {
    clear();
    closed = true;
    notifyAll();
  }

  /** Clears the line for good. */
  @Override
  public void close() {
    end();
    if (hook != null) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // The process ends: the hook finds nothing left to do.
      }
    }
  }
}

package dev.postcar.internal.report;

import dev.postcar.Event;
import dev.postcar.MigrationId;
import dev.postcar.internal.monitor.LockWait;
import dev.postcar.internal.sql.TextWidth;
import java.util.List;
import java.util.Set;

/**
 * What is being done now, in one line.
 *
 * @param live whether it is written over: short, with a bar
 * @param unicode whether the terminal shows more than ASCII
 * @param width of the terminal in columns
 */
record ProgressText(boolean live, boolean unicode, int width) {

  private static final Set<String> MEASURED = Set.of("blocks", "tuples", "bytes");
  private static final int BAR = 10;
  private static final int LEAST_HEAD = 24;

  /**
   * The line.
   *
   * @param since milliseconds since the event came: time goes on
   */
  String of(Event event, long since) {
    if (event instanceof Event.Waiting waiting) {
      return waiting(waiting, since);
    } else if (event instanceof Event.Progress progress) {
      return progress(progress, since);
    } else if (event instanceof Event.Paused paused) {
      String how = name(paused.id()) + "paused " + Times.seconds(paused.pausedMs() + since);
      return fit(how + ": " + paused.reason(), "");
    } else if (event instanceof Event.MigrationStarted started) {
      return fit(name(started.id()), "running " + Times.seconds(since));
    }
    return fit(((Event.Phase) event).doing(), ", " + Times.seconds(since));
  }

  /** The same where it may take several lines. */
  List<String> lines(Event event, long since) {
    return event instanceof Event.FleetProgress fleet
        ? FleetTable.lines(fleet, since, live).stream().map(line -> fit(line, "")).toList()
        : List.of(of(event, since));
  }

  private String waiting(Event.Waiting waiting, long since) {
    String who = LockWait.some(waiting.holders(), live ? LockWait::who : LockWait::whole);
    String attempt =
        waiting.attempts() > 1
            ? "; attempt " + waiting.attempt() + " of " + waiting.attempts()
            : "";
    return fit(
        name(waiting.id())
            + "waiting "
            + Times.seconds(waiting.waitedMs() + since)
            + " for "
            + LockWait.what(waiting.mode(), waiting.object())
            + (who.isEmpty() ? "" : ", held by " + who),
        attempt);
  }

  private String progress(Event.Progress progress, long since) {
    String head = name(progress.id()) + progress.doing();
    String elapsed = Times.seconds(progress.elapsedMs() + since);
    String phase = progress.phase().isEmpty() ? "" : " (" + progress.phase() + ")";
    // The last second may be longer than estimated.
    long remaining = progress.remainingMs() - since;
    String left = remaining < 1_000 ? "" : Times.seconds(remaining) + " left";
    if (progress.done() < 0) {
      return fit(head, (head.endsWith("running") ? " " : "  ") + elapsed + phase);
    } else if (MEASURED.contains(progress.unit()) && progress.total() > 0) {
      return fit(head, "  " + measured(progress, elapsed, left) + phase);
    }
    String count =
        Counts.grouped(progress.done())
            + (progress.total() < 0 ? "" : " of " + Counts.grouped(progress.total()))
            + (progress.unit().isEmpty() ? "" : " " + progress.unit());
    boolean rows = progress.unit().equals("rows");
    String rest =
        rows || progress.id() != null
            ? rate(progress) + (left.isEmpty() ? ", " + elapsed : ", " + left)
            : ", " + elapsed + (left.isEmpty() ? "" : ", about " + left);
    String between = progress.id() != null ? "  " : head.contains(":") ? ", " : ": ";
    return fit(head.strip(), (head.isBlank() ? "" : between) + count + rest + phase);
  }

  private String measured(Event.Progress progress, String elapsed, String left) {
    long done = Math.min(progress.done(), progress.total());
    long percent = 100 * done / progress.total();
    int full = (int) (BAR * done / progress.total());
    String bar =
        !live
            ? ""
            : unicode
                ? "█".repeat(full) + "░".repeat(BAR - full) + " "
                : "#".repeat(full) + "-".repeat(BAR - full) + " ";
    String bytes =
        progress.unit().equals("bytes")
            ? Sizes.text(done) + " of " + Sizes.text(progress.total()) + ", "
            : "";
    return bar + percent + " %  " + bytes + elapsed + (left.isEmpty() ? "" : ", about " + left);
  }

  private static String rate(Event.Progress progress) {
    return progress.perSecond() <= 0 ? "" : ", " + Counts.grouped(progress.perSecond()) + "/s";
  }

  /** On a terminal its number is enough to know it. */
  private String name(MigrationId id) {
    if (id == null) {
      return "";
    }
    return (live ? id.name().replaceFirst("_.*", "") : id.toString()) + " ";
  }

  /** Shortens at words; the end, with the numbers, is the last to go. */
  private String fit(String head, String tail) {
    String text = AnsiStyle.printable((head + tail).replace('\n', ' ').replace('\t', ' '));
    int room = width - 1;
    if (!live || TextWidth.of(text) <= room) {
      return text;
    }
    String end = AnsiStyle.printable(tail);
    int forHead = room - TextWidth.of(end);
    return forHead >= LEAST_HEAD ? cut(AnsiStyle.printable(head), forHead) + end : cut(text, room);
  }

  private String cut(String text, int columns) {
    String mark = unicode ? "…" : "...";
    int end = 0;
    int used = mark.length();
    while (end < text.length() && used + TextWidth.of(text.codePointAt(end)) <= columns) {
      used += TextWidth.of(text.codePointAt(end));
      end = text.offsetByCodePoints(end, 1);
    }
    if (end == text.length()) {
      return text;
    }
    int word = text.lastIndexOf(' ', end);
    return text.substring(0, word > end / 2 ? word : end).stripTrailing() + mark;
  }
}

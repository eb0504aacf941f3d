package dev.postcar.internal.run;

import dev.postcar.MigrationId;
import dev.postcar.internal.plan.Step;
import dev.postcar.internal.session.RawMessage;
import dev.postcar.internal.session.ServerSaid;
import dev.postcar.internal.session.Unencodable;
import dev.postcar.internal.sql.PasswordLiteral;
import dev.postcar.internal.sql.SqlScript;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Steps that follow each other, sent as one message: {@code begin; … commit; begin; … commit}. One
 * round trip does for all of them what it would do for one.
 *
 * <p>The server stops at the first error; what was committed before it stays committed, and nothing
 * after it runs (documentation section 54.2.2.1).
 */
final class Pipeline {

  /** Few at first: the server is at them while the rest is composed. */
  private static final int FIRST_STEPS = 60;

  /** About three thousand commands of postcar's own. */
  private static final int MOST_STEPS = 200;

  private static final int MOST_CHARS = 2_000_000;

  private final List<Part> parts = new ArrayList<>();
  private String message;
  private int[] ends;
  private boolean answered;

  /**
   * One step within.
   *
   * @param inFlight the step and its attempt
   * @param text its statements
   */
  record Part(InFlight inFlight, StepText text) {

    Step step() {
      return inFlight.step();
    }

    /** How many commands the server finishes for it. */
    int commands() {
      return text.commandsBefore()
          + SqlScript.statements(text.body()).size()
          + SqlScript.statements(text.tail()).size();
    }
  }

  /**
   * How many steps may go out together.
   *
   * @param steps of the plan
   * @param from the first of them
   * @return 1 or more
   */
  static int batchSize(List<Step> steps, int from) {
    int chars = 0;
    int to = from;
    int most = from == 0 ? FIRST_STEPS : MOST_STEPS;
    while (to < steps.size() && to - from < most && fits(steps.get(to))) {
      chars += chars(steps.get(to));
      if (to > from && chars > MOST_CHARS) {
        break;
      }
      to++;
    }
    return Math.max(1, to - from);
  }

  /**
   * A step with views is located by itself ({@link ViewFailure}). An accepted checksum leaves no
   * attempt in the history by which it could be found again.
   */
  private static boolean fits(Step step) {
    return step.isTransactional()
        && !step.isCode()
        && step.action() != Step.Action.ACCEPT
        && step.views().isEmpty()
        && !saysPassword(step);
  }

  /** Where one fails, the server logs the whole message. */
  private static boolean saysPassword(Step step) {
    return step.available() == null
        || PasswordLiteral.isIn(step.available().forwardSql())
        || PasswordLiteral.isIn(step.available().rollbackSql());
  }

  /** The SQL goes out to be run and to be kept. */
  private static int chars(Step step) {
    String forward = step.available() == null ? null : step.available().forwardSql();
    String back = step.available() == null ? null : step.available().rollbackSql();
    return 2 * ((forward == null ? 0 : forward.length()) + (back == null ? 0 : back.length()));
  }

  void add(InFlight inFlight, StepText text) {
    message = null;
    parts.add(new Part(inFlight, text));
  }

  int size() {
    return parts.size();
  }

  Part part(int index) {
    return parts.get(index);
  }

  List<InFlight> inFlight() {
    return parts.stream().map(Part::inFlight).toList();
  }

  List<Step> steps() {
    return parts.stream().map(Part::step).toList();
  }

  /** The whole answer is there. */
  void answered() {
    answered = true;
  }

  boolean isAnswered() {
    return answered;
  }

  /** What each of them runs. */
  Map<MigrationId, String> sql() {
    Map<MigrationId, String> sql = new LinkedHashMap<>();
    parts.forEach(part -> sql.put(part.step().id(), part.text().body()));
    return sql;
  }

  /** All of them as one message. */
  String message() {
    if (message == null) {
      StringBuilder all = new StringBuilder();
      for (Part part : parts) {
        all.append(part.text().message()).append(";\n");
      }
      message = all.toString();
    }
    return message;
  }

  /** How many code points of the message stand before a part's own SQL. */
  int codePointsBefore(int index) {
    int before = 0;
    for (Part part : parts.subList(0, index)) {
      String text = part.text().message();
      before += text.codePointCount(0, text.length()) + 2;
    }
    String prefix = parts.get(index).text().prefix();
    return before + prefix.codePointCount(0, prefix.length());
  }

  /** The part that an error belongs to. */
  int failedPart(RawMessage.Answer answer) {
    return isUnread(answer) ? partAt(answer.error()) : partAfter(answer.completed());
  }

  /** Which part the command after so many finished ones belongs to. */
  int partAfter(int completed) {
    int i = 0;
    while (i < parts.size() - 1 && end(i) <= completed) {
      i++;
    }
    return i;
  }

  /** How many commands the server has finished with a part and all before it. */
  private int end(int index) {
    if (ends == null) {
      ends = new int[parts.size()];
      int sum = 0;
      for (int i = 0; i < ends.length; i++) {
        sum += parts.get(i).commands();
        ends[i] = sum;
      }
    }
    return index < 0 ? 0 : ends[index];
  }

  /** Which part an error's position lies in; the server counts code points from 1. */
  int partAt(SQLException error) {
    for (int i = 0; i < parts.size(); i++) {
      if (Unencodable.offset(parts.get(i).text().message(), error) >= 0) {
        return i;
      }
    }
    int position = ServerSaid.position(error);
    int i = 0;
    while (i < parts.size() - 1 && codePointsBefore(i + 1) < position) {
      i++;
    }
    return i;
  }

  /**
   * What came back for one part alone.
   *
   * @return null where the count of finished commands cannot be that of this part
   */
  RawMessage.Answer answerOf(int index, RawMessage.Answer answer) {
    int completed = answer.completed() - end(index - 1);
    boolean fits = completed >= 0 && answer.completed() <= end(index);
    return fits ? new RawMessage.Answer(completed, answer.error()) : null;
  }

  /** The server did not even begin: it reads the whole message before it runs the first command. */
  static boolean isUnread(RawMessage.Answer answer) {
    return answer.completed() == 0 && answer.error() != null;
  }
}

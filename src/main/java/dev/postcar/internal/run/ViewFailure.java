package dev.postcar.internal.run;

import dev.postcar.Direction;
import dev.postcar.internal.plan.Step;
import dev.postcar.internal.plan.ViewWork;
import dev.postcar.internal.sql.SqlScript;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the view that an error belongs to.
 *
 * @param commands how many commands of the message come before them
 * @param codePoints how many code points
 */
record ViewFailure(ViewPart part, int commands, int codePoints) {

  /**
   * Locates an error in the SQL of a step's views; null where it is not a view's.
   *
   * @param sent the step's statements, alone in their message
   * @param completed how many commands the server has finished
   * @param position where in the message, in code points from 1; 0 where not known
   */
  static FailureText locate(StepText sent, int completed, int position, SQLException error) {
    for (ViewFailure place : places(sent)) {
      int own = commands(place.part().sql() + "\n;\n");
      int finished = completed - place.commands();
      boolean unread = completed == 0 && position > place.codePoints();
      if (unread && position <= place.codePoints() + length(place.part().sql())) {
        return Locator.locate(place.step(), place.part().sql(), place.codePoints(), error, 0);
      } else if (finished >= 0 && finished < own && completed > 0) {
        return Locator.locate(
            place.step(), place.part().sql(), place.codePoints(), error, finished);
      } else if (finished >= own && finished < commands(place.part().text())) {
        return new FailureText(place.step(), "", error, 0, "", -1);
      }
    }
    return null;
  }

  private static List<ViewFailure> places(StepText sent) {
    List<ViewFailure> places = new ArrayList<>();
    int commands = sent.opening().size();
    int codePoints = length(String.join(";\n", sent.opening()) + ";\n");
    for (ViewPart part : sent.downs()) {
      places.add(new ViewFailure(part, commands, codePoints));
      commands += commands(part.text());
      codePoints += length(part.text());
    }
    String own = (sent.body().isEmpty() ? "" : sent.body() + "\n;\n") + sent.between();
    commands += commands(own);
    codePoints += length(own);
    for (ViewPart part : sent.ups()) {
      places.add(new ViewFailure(part, commands, codePoints));
      commands += commands(part.text());
      codePoints += length(part.text());
    }
    return places;
  }

  /** In whose name the failure is reported. */
  private Step step() {
    Direction direction = part.method().equals("up()") ? Direction.FORWARD : Direction.ROLLBACK;
    return Step.ofViews(part.view(), direction, ViewWork.NONE);
  }

  /** How many commands the server finishes for a text. */
  static int commands(String text) {
    return SqlScript.statements(text).size();
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}

package dev.postcar.cli;

import dev.postcar.cli.CommandLineFixture.Ran;
import java.util.function.Function;

/**
 * One kind of bad input.
 *
 * @param name what is wrong
 * @param exitCode the right one
 * @param message what the message must contain
 * @param run does it
 */
record Bad(String name, int exitCode, String message, Function<CommandLineFixture, Ran> run) {

  /** The command line itself. */
  static Bad args(String name, int exitCode, String message, String... args) {
    return new Bad(name, exitCode, message, fixture -> fixture.run(args));
  }

  /** A line at the end of the conf script. */
  static Bad script(String name, String message, String line) {
    return new Bad(
        name,
        2,
        message,
        fixture -> fixture.write("postcar.conf.groovy", fixture.conf(line)).run("status"));
  }

  /** A variable of the environment. */
  static Bad variable(String variable, String value, String message) {
    return new Bad(
        variable + "=" + value,
        2,
        message,
        fixture -> fixture.environment(variable, value).run("status"));
  }

  /** A file beside the conf script. */
  static Bad file(String name, String message, String file, String text, String... args) {
    return new Bad(name, 2, message, fixture -> fixture.write(file, text).run(args));
  }

  /** A migration beside good ones; texts are more types and their sources. */
  static Bad source(String name, String type, String message, String... texts) {
    String body = "public String forward() { return \"select 1\"; }";
    return new Bad(
        name,
        4,
        message,
        fixture -> {
          fixture.source(type, texts[0].replace("%s", body));
          for (int i = 1; i < texts.length; i += 2) {
            fixture.source(texts[i], texts[i + 1].replace("%s", body));
          }
          return fixture.run("migrate");
        });
  }

  /** What a migration's method returns, as a Java expression. */
  static Bad forward(String name, String message, String expression) {
    return forward(name, message, "", expression);
  }

  /** The same of an annotated class. */
  static Bad forward(String name, String message, String annotation, String expression) {
    return source(
        name,
        "M0009_X",
        message,
        annotation
            + "public class M0009_X extends Migration { public String forward() { return "
            + expression
            + "; } }");
  }

  @Override
  public String toString() {
    return name;
  }
}
